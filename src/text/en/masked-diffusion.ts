/** What masked diffusion is called: its words, passes, settings, figures and forks. */
import { plural } from '../plural';

export const maskedDiffusion = {
  words: {
    one: 'pass',
    many: 'passes',
    lane: 'Masked text model',
    how: 'all at once, again and again',
    model: 'masked text model',
    does: 'a masked text model fills in a whole text, word by word in any order',
  },
  passes: {
    encode: { label: 'encode', what: 'encoding the prompt', unit: 'token' },
    unmask: { label: 'unmask', what: 'one pass over the text', unit: 'evaluation' },
  },
  settings: {
    template: {
      label: 'Given words',
      hint: 'each _ is one token to fill in',
      notes: {
        empty: 'Empty: all of the text is the model’s.',
        noGap: 'There is nothing to fill in: write _ where the model chooses a token.',
        open: 'It ends in a gap: the model decides where the text ends.',
        closed: 'The text ends where your words end.',
      },
    },
    passes: {
      hint: 'a block',
      vary: {
        label: 'passes',
        what: 'Same random numbers, the text filled in by fewer and fewer passes.',
        name: (passes: number) => plural(passes, 'pass', 'passes'),
      },
    },
    guidance: {
      hint: '1 is none',
      vary: {
        label: 'guidance scales',
        what: 'Same random numbers, pushed more or less towards the prompt.',
        name: (value: number) => (value === 1 ? 'no guidance' : `guidance ${value}`),
      },
    },
    temperature: {
      hint: '0 takes the likeliest',
      vary: {
        label: 'temperatures',
        what: 'Same random numbers, a flatter or sharper choice of tokens.',
        name: (value: number) => `temperature ${value}`,
      },
    },
    topp: { hint: '1 keeps all' },
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
  sideBySide: {
    passes: {
      label: '16, 4, 2 and 1 passes',
      what: 'The same text model with fewer and fewer passes: words of one pass do not know of each other.',
    },
    remask: {
      label: 'With and without remasking',
      what: 'The same text model; on the right it may take back what it has decided.',
    },
  },
  metrics: {
    msPerPass: {
      name: 'per pass',
      meaning: 'Mean time of a pass over the text, with and without the prompt where it is guided.',
    },
    textMs: {
      name: 'text',
      meaning: 'From the start of the run to the newest pass; at the end, to the finished text.',
    },
    maskedTokensPerSecond: {
      name: 'tokens',
      meaning: 'Tokens of the finished text over its whole time; given words do not count.',
    },
    depth: {
      name: 'depth',
      meaning:
        'Forward passes that have to wait for each other: that of the encoder, then those over the text.',
    },
    tokens: { name: 'tokens', meaning: 'Tokens decided by the model, up to the end of the text.' },
    remasked: { name: 'remasked', meaning: 'How often a decided token was masked again.' },
    passes: { name: 'passes', meaning: 'Passes over the text.' },
    batch: {
      name: 'batch',
      meaning: 'Evaluations of the network in a pass: one, or two with guidance.',
    },
  },
  final: 'a position is final once no later pass changes it',
  branch: {
    start: 'from the start',
    word: (pass: number, word: string) => `pass ${pass}: ${word}`,
    template: (template: string) => `given: ${template}`,
    pass: (pass: number) => `from pass ${pass}`,
  },
  changes: { sampling: 'other sampling' },
  describe: (passes: number, guidance: number) =>
    `${plural(passes, 'pass', 'passes')} a block, guidance ${guidance}`,
  cite: (run: {
    passes: number;
    done: number;
    temperature: number;
    topP: number;
    guidance: number;
    noise: number;
    remask: boolean;
    template: string;
  }) =>
    `${run.passes} passes a block, ${run.done} made, temperature ${run.temperature}, ` +
    `top-p ${run.topP}, guidance ${run.guidance}, order noise ${run.noise}, ` +
    `${run.remask ? 'with' : 'without'} remasking${run.template ? `, given words “${run.template}”` : ''}`,
  axes: {
    passes: { label: 'passes a block', unit: 'pass' },
    guidance: { label: 'guidance', unit: 'evaluation', range: 'Evaluations in a pass' },
  },
  errors: {
    notNumbers: 'The model returned values that are no finite numbers.',
    notNumbersAt: (pass: number) =>
      `From pass ${pass} on the model returns values that are no finite numbers.`,
    /** Why a file is refused, as a clause. */
    candidate: 'a candidate of a position is damaged',
  },
};
