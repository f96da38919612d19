import { counted } from '../plural';

/** Compare: the models beside each other, by what they can do and what they were trained on. */
export const compareModels = {
  title: 'The models beside each other',
  note: 'Passes, arithmetic and time are of the result above, each model alone and warm. The rest is from the models’ cards.',
  label: 'What each model takes, can do and was trained on',
  what: 'What',
  rows: {
    makes: 'Makes',
    passes: 'Passes for one output, one after the other',
    flops: 'Arithmetic for one output',
    bytes: 'Read and written for one output, at least',
    ms: 'Time for one output',
    parameters: 'Parameters',
    revise: 'Can it take back a choice?',
    hole: 'Can it fill a hole?',
    nats: 'Likelihood',
    judged: 'Shows what was asked for',
    diversity: 'How unlike pictures of one prompt are',
    nearest: 'How near to a picture of its training',
    seen: 'Seen in training',
  },
  makes: { text: 'text', picture: 'a picture' },
  passes: (passes: string, results: string) => `${passes}, for ${results}`,
  n: (range: string, n: number) => (range ? `${range}, n = ${counted(n)}` : `n = ${counted(n)}`),
  unmeasured: 'not in this result',
  unknown: 'not measured',
  revise: {
    autoregression: 'no: a token that is chosen stays',
    'autoregression-picture': 'no: a cell that is chosen stays',
    'masked-diffusion': 'only with remasking switched on',
    'masked-diffusion-picture': 'only with remasking switched on',
    diffusion: 'yes: every step draws the whole picture again',
  },
  hole: {
    autoregression: 'no: it only writes on',
    'autoregression-picture': 'no: it only goes on in reading order',
    'masked-diffusion': 'yes: what is not given is filled in',
    'masked-diffusion-picture': 'yes: cells that you do not keep are filled in',
    diffusion: 'yes, by giving the known part back at every step (RePaint); not on this page',
  },
  likelihood: {
    autoregression: 'exact',
    'autoregression-picture': 'exact',
    'masked-diffusion': 'a bound',
    'masked-diffusion-picture': 'a bound',
    diffusion: 'only as an estimate along the path; not computed here',
  },
  nats: (exact: string, heldOut: string, trained: string) =>
    `${exact}: ${heldOut} nats on what it never saw, ${trained} on what it was trained on`,
  judged: (top1: string, top5: string, prompts: number) =>
    `${top1}, in the first five guesses ${top5} (${counted(prompts)} prompts)`,
  ceiling: (top1: string, top5: string) => `real pictures: ${top1}, ${top5}`,
  tokensCeiling: (top1: string, top5: string) => `the same as tokens and back: ${top1}, ${top5}`,
  diversity: (distance: string, prompts: number, seeds: number) =>
    `${distance} (mean cosine distance, ${counted(prompts)} prompts, ${counted(seeds)} seeds)`,
  nearest: (made: string, real: string) => `${made}; new real pictures: ${real} (cosine)`,
  seen: { pictures: 'pictures', texts: 'texts', tokens: 'tokens' },
  source: (source: string) => `says ${source}`,
  limits:
    'What this does not prove: that one mechanism is better than another. The models differ in size and in how much they saw; the judge was trained on the same artwork and favours whatever looks like it; nats of different outputs cannot be compared; and the order may be another one in large models.',
};
