/** Other sampler settings, tried on tokens that are already there. */
import { plural } from '../plural';

export const whatIf = {
  penalty: 'Penalty',
  all: 'all',
  greedy: 'greedy',
  off: 'off',
  setting: (value: string, means: string) => (means ? `${value}, ${means}` : value),
  was: (value: string) => `was ${value}`,
  own: 'Back to the run’s own settings',
  start: 'Move a slider: the bars above follow, and nothing is generated.',
  /**
   * @param changed how many of `tokens` would have been others; `first` of them, from 1
   * @param undecided of how many the stored candidates do not tell
   */
  effect: (changed: number, tokens: number, first: number, undecided: number) => {
    const open = undecided ? `; ${undecided} not decided by the stored candidates` : '';
    return changed
      ? `The same draws would have taken another token for ${changed} of ${plural(tokens, 'token')}, each after the text as it stands; the first is number ${first}${open}.`
      : `The same draws would have taken the same tokens${undecided ? ', as far as is known' : ''}${open}.`;
  },
};
