/** What the Watch view shows of a model that fills in a text. */
import { plural } from '../plural';

export const maskedViews = {
  text: {
    label: 'The text, position by position',
    empty: 'The text appears here, all of it at once.',
    waiting: 'Waiting for the first pass.',
    none: 'No pass was run.',
    undecided: 'undecided',
    later: 'not begun',
    end: 'end',
    again: 'taken back',
    given: 'given',
    /** @param percent "61 %" */
    place: (number: number, what: string, percent: string) =>
      `Position ${number}: ${what}${percent && `, ${percent}`}`,
  },
  kept: 'decided before, darker where surer',
  progress: {
    pass: (number: number, begin: number, end: number) =>
      `pass ${number}, positions ${begin} to ${end}`,
    decided: (count: number, of: number) => `${count} of ${plural(of, 'position')} decided`,
    length: 'cut off at the longest text',
  },
  choices: {
    title: (place: number, pass: number) => `Position ${place} in pass ${pass}`,
    given: (place: number) => `Position ${place} was given: there was nothing to choose.`,
    asks: 'Point at a position to see what it could be.',
    model: 'model',
    modelMeans: 'Probability after guidance, before the sampler.',
    sampler: 'sampler',
    samplerMeans: 'What temperature and top-p leave of it.',
    put: 'Put it here',
    putMeans: (piece: string) => `Put “${piece}” here and fill in the rest anew`,
    entropy: (nats: string) => `entropy ${nats} nats`,
  },
  given: {
    summary: 'Give some of the words',
    label: 'Words, and _ for each token to fill in',
    example: 'a small ___ that ___',
    go: 'Fill in the rest',
  },
  passes: (count: number) => `${plural(count, 'pass', 'passes')} a block`,
};
