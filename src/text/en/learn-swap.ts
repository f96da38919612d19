/** Stop 4 of the tour: what is made and how it is made are two choices. */
export const learnSwap = {
  name: 'Swap them',
  title: 'Does text have to be written word by word, and a picture painted all at once?',
  lead: [
    'No. What is made and how it is made are two choices, so there are four combinations. Text can also appear all at once, out of blanks that are filled in anywhere; a picture can also be written token by token, like a text.',
    'Run what is here, and guess: which of them can still change something that it has already made?',
  ],
  sentence:
    'The modality does not fix the mechanism: one after the other keeps what it has and cannot mend it; all at once stays open until the end and can.',
  step: 'One clock for both. Watch what becomes final: on the left from left to right, on the right everywhere.',
  number: 'Passes: as many as tokens on one side, as many as you asked for on the other.',
  words: [
    { term: 'Modality', means: 'the kind of thing that is made: text, picture, sound, video.' },
    { term: 'Mechanism', means: 'the way in which it is made.' },
    {
      term: 'Masked diffusion',
      means:
        'text as blanks that are filled in over several passes, in any order; some models may also blank out a word again.',
    },
    {
      term: 'Picture token',
      means:
        'a number that stands for a small patch of a picture; a decoder turns a grid of them into pixels.',
    },
  ],
  sources: [
    { what: 'The runs above: models of this page.' },
    {
      what: 'Pictures token by token: Ramesh et al. 2021',
      href: 'https://arxiv.org/abs/2102.12092',
    },
    { what: 'Text from blanks: Sahoo et al. 2024', href: 'https://arxiv.org/abs/2406.07524' },
    {
      what: 'The same at the size of a chat model: Nie et al. 2025',
      href: 'https://arxiv.org/abs/2502.09992',
    },
  ],

  ask: 'Which of the runs will change something that it had already made half-way?',
  options: {
    order: 'The one that goes one after the other',
    once: 'The one that does all at once',
    both: 'Both',
    none: 'Neither',
  },
  rows: { text: 'Text', picture: 'Picture' },
  columns: { order: 'One after the other', once: 'All at once, many times' },
  corner: 'What is made, and how',
  changed: (share: string) => `${share} of what stood at half-way was changed later`,
  missing: {
    notRun: 'Run it here',
    textOnce: {
      title: 'Not on this page yet',
      what: 'Blanks where the words will be. Each pass looks at all of them and fills in the ones it is surest of, wherever they stand; some models take a word back. The number of passes is chosen, and the number of blanks has to be, too.',
    },
    pictureOrder: {
      title: 'Not on this page yet',
      what: 'A small code for each patch of the picture, written row by row like words, each given all before it. An early mistake stays. A decoder makes the pixels.',
    },
  },
  parts: {
    textOrder: 'Text, one after the other',
    textOnce: 'Text, all at once',
    pictureOnce: 'Picture, all at once',
    pictureOrder: 'Picture, one after the other',
  },
};
