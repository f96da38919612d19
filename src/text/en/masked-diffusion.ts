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
    passes: { hint: 'a block' },
  },
  metrics: {
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
  },
  final: 'a position is final once no later pass changes it',
  branch: {
    word: (pass: number, word: string) => `pass ${pass}: ${word}`,
    template: (template: string) => `given: ${template}`,
  },
  describe: (passes: number, guidance: number) =>
    `${plural(passes, 'pass', 'passes')} a block, guidance ${guidance}`,
};
