/** What filling in by unmasking is called, whatever is filled in: settings, figures. */
import { plural } from '../plural';

export const unmasking = {
  passes: (passes: number) => plural(passes, 'pass', 'passes'),
  settings: {
    passes: {
      vary: {
        label: 'passes',
        what: 'Same random numbers, filled in by fewer and fewer passes.',
      },
    },
    noise: { hint: '0 reveals the surest first' },
    remask: {
      label: 'Remasking',
      names: { off: 'Off', on: 'On' },
      vary: {
        label: 'remasking',
        what: 'Same random numbers; what is decided stays, or may be masked again.',
        names: { off: 'decided for good', on: 'may be masked again' },
      },
    },
  },
  metrics: {
    msPerPass: {
      name: 'per pass',
      meaning:
        'Mean time of a pass over all places, with and without the prompt where it is guided.',
    },
    remasked: { name: 'remasked', meaning: 'How often something decided was masked again.' },
    passes: { name: 'passes', meaning: 'Passes over all places that are not decided.' },
    batch: {
      name: 'batch',
      meaning: 'Evaluations of the network in a pass: one, or two with guidance.',
    },
  },
  branch: { start: 'from the start', pass: (pass: number) => `from pass ${pass}` },
  changes: { sampling: 'other sampling' },
};
