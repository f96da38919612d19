/** Stop 5 of the tour: flow matching. */
export const learnFlow = {
  name: 'Flow: the same road',
  title: 'Is flow matching another way to paint?',
  lead: [
    'Diffusion is told as noise that is taken away. Flow matching is told as a straight road from noise to picture, with an arrow at every place that says where to go next. Many newer picture models are described that way.',
    'Here one network runs with the same words and the same noise: once by a recipe of diffusion (DDIM), once along the straight road (Euler), looking at the same noise levels.',
  ],
  sentence:
    'Flow matching and diffusion describe the same road in other coordinates: with the same network, noise and places to look they give the same picture. What differs is where the steps are put, and how a network is trained.',
  step: 'Compare the noise level step by step: the road is one, the places on it are not. Even steps on the straight road are large ones at high noise.',
  number:
    'Sigma of every step. On the straight road t = 1/(1 + sigma), and sigma = (1 − t)/t: that is all the translation there is.',
  words: [
    {
      term: 'Flow matching',
      means:
        'a network learns the direction from noise to data at every place of a path; sampling follows it.',
    },
    {
      term: 'DDIM, Euler',
      means:
        'two recipes to go one step, found by different people; written in the same coordinates they are the same.',
    },
    {
      term: 'Deterministic',
      means: 'without fresh noise on the way: only the first noise decides.',
    },
  ],
  sources: [
    { what: 'The three runs above: the same weights, of the emoji denoiser of this page.' },
    {
      what: 'Flow matching: Lipman et al. 2023',
      href: 'https://arxiv.org/abs/2210.02747',
    },
    { what: 'DDIM: Song et al. 2021', href: 'https://arxiv.org/abs/2010.02502' },
    {
      what: 'Two sides of the same coin: Gao et al. 2025',
      href: 'https://diffusionflow.github.io/',
    },
  ],

  ask: 'Told as diffusion, then as flow, at the same noise levels: how will the picture differ?',
  options: {
    same: 'Not at all',
    details: 'In details',
    other: 'It is another picture',
  },
  parts: {
    flow: 'Flow: Euler on the straight road',
    ddim: 'Diffusion: DDIM, same places',
    karras: 'Diffusion: DDIM, its usual places',
  },
  coordinates: 'Only the coordinates differ',
  places: 'Only the places differ',
  covered: 'Shown after your guess',
  apart: (levels: string) => `${levels} of 255 apart on average`,
  description: (levels: string) =>
    `Where the two pictures differ; on average they are ${levels} of 255 levels apart.`,
  caveat:
    'True of the road of these weights, without fresh noise. A model whose noise and pictures were paired on purpose, or that was straightened after training, is another model. This network was trained in the form of flow matching and is sampled as diffusion by default.',
};
