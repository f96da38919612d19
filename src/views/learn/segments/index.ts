/** The stops of the tour in their order: one line each. */
import type { Segment } from '../segment';
import { asks } from './asks/segment';
import { set } from './set/segment';
import { steps } from './steps/segment';
import { which } from './which/segment';
import { words } from './words/segment';

export const SEGMENTS: readonly Segment[] = [set, words, steps, asks, which];
