/** Stop 3 of the tour: all at once, many times. */
export const learnSteps = {
  name: 'All at once, many times',
  title: 'How does a diffusion model paint?',
  lead: [
    'It starts from noise and never paints one part before another. At every step the network looks at the whole picture and guesses the clean one behind it, led by your words. Some noise makes way for that guess, and it looks again.',
    'Guess when you will see it in the noise, then watch, and stop when you can tell what it is. The network’s own guess stays covered until then.',
  ],
  sentence:
    'A diffusion model decides everywhere at once, coarse before fine, and may change any pixel until the last step. You choose how many passes it takes; the size of the picture does not.',
  step: 'What the network is given (the sample, with its noise) and what it makes of it (its guess of the clean picture), for every step.',
  number:
    'One row a step: how much noise is left (sigma), the signal against it (snr), and how often the network was evaluated (nfe).',
  words: [
    {
      term: 'Step',
      means:
        'one look at the whole picture: the network is evaluated, and some of the noise is taken out.',
    },
    {
      term: 'Sigma',
      means: 'how much noise there is, beside a picture whose values lie between −1 and 1.',
    },
    {
      term: 'Guidance',
      means: 'the prediction with your words is pushed further away from the one without them.',
    },
    {
      term: 'Sampler and schedule',
      means: 'the rule that goes from one noise level to the next, and the levels themselves.',
    },
  ],
  sources: [
    {
      what: 'The run above, of the emoji denoiser of this page; its card tells how it was trained.',
    },
    {
      what: 'Denoising diffusion: Ho et al. 2020',
      href: 'https://arxiv.org/abs/2006.11239',
    },
    {
      what: 'Noise levels and samplers: Karras et al. 2022',
      href: 'https://arxiv.org/abs/2206.00364',
    },
    { what: 'Guidance: Ho and Salimans 2022', href: 'https://arxiv.org/abs/2207.12598' },
  ],

  ask: (steps: number) => `At which of the ${steps} steps will you see in the noise what it is?`,
  stepName: (n: number) => `step ${n}`,
  see: 'I can tell what it is',
  seen: 'you saw it',
  half: 'half of it final',
  sample: 'What the network is given',
  guess: 'Its guess of the clean picture',
  covered: 'Covered until you can tell.',
  soFar: (step: number, steps: number) => `Step ${step} of ${steps}.`,
  now: (step: number, steps: number, share: string) =>
    `Step ${step} of ${steps}; ${share} of the pixels are final.`,
  nothing: 'The picture comes here.',
  plot: 'Share of the picture that is final, step by step',
  plotNow: (step: number, share: string) => `After step ${step}: ${share} final.`,
  final: 'final',
};
