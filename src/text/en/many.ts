/** Many runs at once, and runs side by side. */
import { plural } from '../plural';

export const many = {
  differs: 'What differs',
  runs: 'Runs',
  start: 'Run them all',
  diversity: {
    picture: (count: number, mean: string, pairs: number) =>
      `Diversity of the ${count} pictures: ${mean}, the mean difference over ${plural(pairs, 'pair')}. 0 is all the same; 1 is black against white.`,
    text: (count: number, mean: string, pairs: number) =>
      `Diversity of the ${count} texts: ${mean}, the mean share of words that only one of a pair has, over ${plural(pairs, 'pair')}.`,
  },
  cells: {
    prompt: (prompt: string) => `“${prompt}”`,
    stopped: 'stopped',
    waiting: 'waiting',
  },
};
