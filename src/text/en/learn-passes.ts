/** Stop 6 of the tour: few passes, one pass. */
export const learnPasses = {
  name: 'Few passes, one pass',
  title: 'How few passes will do?',
  lead: [
    'Every pass costs time, so everybody wants fewer. The same weights, words and first noise, with 16, 8, 4, 2 passes and with a single one.',
    'Then twelve seeds, each with one pass. How many different pictures will come out?',
  ],
  sentence:
    'Fewer passes are faster until there is nothing left to correct: with one, this model can only paint the average of all that your words might mean. Models made for one pass are trained for it.',
  step: 'Choose a run: with few steps the noise falls in leaps, and each leap trusts the guess before it.',
  number: 'The time of a run grows with its steps; one step costs the same in all of them.',
  words: [
    {
      term: 'Distillation',
      means: 'a model is trained to do in few passes what its teacher does in many.',
    },
    {
      term: 'GAN',
      means:
        'a generator that paints in one pass, trained against a critic that learns to tell its pictures from real ones.',
    },
    {
      term: 'Mode collapse',
      means: 'a GAN that found a few pictures that pass the critic and makes only these.',
    },
  ],
  sources: [
    { what: 'The runs above: the emoji denoiser of this page, not distilled.' },
    {
      what: 'How its quality falls with the steps: its card (60 prompts at each setting, ± 6 points).',
    },
    { what: 'GANs: Goodfellow et al. 2014', href: 'https://arxiv.org/abs/1406.2661' },
    { what: 'Distillation: Salimans and Ho 2022', href: 'https://arxiv.org/abs/2202.00512' },
    {
      what: 'GAN Lab: a GAN that trains in the browser',
      href: 'https://poloclub.github.io/ganlab/',
    },
  ],

  ask: 'Twelve seeds, one pass each: how many different pictures?',
  pictures: (n: number) => (n === 1 ? '1 picture' : `${n} pictures`),
  one: 'with one pass',
  four: 'with four passes',
  steps: (n: number) => (n === 1 ? '1 pass' : `${n} passes`),
  seed: (seed: number) => `seed ${seed}`,
  few: 'The same first noise, fewer passes',
  ones: 'Twelve seeds, one pass each',
  fours: 'The same twelve seeds, four passes each',
  far: (levels: string) => `${levels} of 255 from 16 passes`,
  counted: (least: number) =>
    `Counted as different: more than ${least} of 255 levels apart on average.`,
  covered: 'The twelve are shown after your guess.',
  gan: {
    title: 'One pass on purpose',
    text: [
      'A GAN paints in one pass because it is trained to: a generator makes pictures, a critic learns to tell them from real ones, and the generator learns to pass. It is fast, and hard to train: the two must stay equally strong. When the generator finds a few pictures that always pass, it may make nothing else.',
      'There is no GAN among the models of this page. The one-pass run above fails in another way: not few pictures again and again, but the average of many.',
    ],
  },
};
