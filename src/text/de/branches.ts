/** The runs of a lane that grew out of each other. */
import type { branches as en } from '../en/branches';
import type { Wide } from '../wide';
import { num } from './numbers';

export const branches: Wide<typeof en> = {
  title: 'Verzweigungen',
  of: (output) => `Verzweigungen: ${output}`,
  endedEarly: (size) => `${size}, vorzeitig beendet`,
  soFar: (size) => `bisher ${size}`,
  side: 'Nebeneinander',
  otherWords: 'andere Wörter',
  seed: (seed) => `Seed ${num(seed)}`,
};
