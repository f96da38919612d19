/** The stops of the tour in their order: one line each. */
import type { Segment } from '../segment';
import { asks } from './asks/segment';
import { blurs } from './blurs/segment';
import { fails } from './fails/segment';
import { flow } from './flow/segment';
import { passes } from './passes/segment';
import { set } from './set/segment';
import { steps } from './steps/segment';
import { swap } from './swap/segment';
import { which } from './which/segment';
import { words } from './words/segment';

export const SEGMENTS: readonly Segment[] = [
  ...[set, words, steps, swap, flow, passes, blurs, fails, asks, which],
];
