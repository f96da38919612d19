/** Lanes of one model beside each other: what they are called, and what is to be seen there. */
export const sideBySide = {
  few: {
    label: '16, 4, 2 and 1 steps',
    what: 'The same model and noise with fewer and fewer steps.',
  },
  flow: {
    label: 'As diffusion and as flow',
    what: 'The same model, noise and picture: steps as diffusion places them, and even in the time of flow matching.',
  },
  maskedText: {
    passes:
      'The same text model with fewer and fewer passes: words of one pass do not know of each other.',
    remask: 'The same text model; on the right it may take back what it has decided.',
  },
  maskedPicture: {
    passes:
      'The same picture model with fewer and fewer passes: cells of one pass do not know of each other.',
    remask: 'The same picture model; on the right it may take back cells that it has decided.',
  },
  unmasking: {
    passes: '16, 4, 2 and 1 passes',
    remask: 'With and without remasking',
  },
};
