/** What the Watch view shows of a model that writes token by token. */
import { plural } from '../plural';

export const views = {
  stream: {
    empty: 'The answer appears here, one token at a time.',
    none: 'No token was written.',
    waiting: 'Waiting for the first token.',
    stopped: 'stopped by you',
    failed: (message: string) => `ended by an error: ${message}`,
    length: 'the limit set for it',
    context: 'the context is full',
    complete: 'ended by the model with a stop token',
    ended: (tokens: number, why: string) => `${plural(tokens, 'token')}, ${why}`,
    progress: (tokens: number, most: number) => `${plural(tokens, 'token')} of at most ${most}`,
    edit: 'Edit the text so far',
  },
  answer: {
    label: 'The answer, token by token',
    token: (piece: string, probability: string) => `${piece}, probability ${probability}`,
  },
  prompt: {
    title: 'Prompt',
    size: (tokens: number) => plural(tokens, 'token'),
  },
  tint: {
    legend: 'Tint of the tokens',
    probability: 'Probability',
    probabilityMeans: 'How probable the model found each token, before the sampler.',
    probabilityScale: 'from pale, below 0.05, to strong, 0.8 and above',
    entropy: 'Entropy',
    entropyMeans: 'How undecided the model was at each token, in nats: 0 is certain.',
    entropyScale: 'from pale, below 0.5 nats, to strong, 3 nats and above',
    nats: 'nats',
  },
  entropy: {
    title: 'entropy of each token',
    range: (most: number) => `0 to ${most} nats`,
    label: 'Token by its entropy',
    token: (number: number, piece: string, entropy: string) =>
      `token ${number}, ${piece}, entropy ${entropy} nats`,
    none: 'no token yet',
  },
  next: {
    label: 'Candidates for the token',
    title: 'Next token',
    token: (number: number) => `Token ${number}`,
    empty: 'The most likely next tokens appear here, with their probabilities.',
    probability: 'probability',
    probabilityMeans: (logprob: string) =>
      `Probability that the model gave it, before the sampler. Its natural log, the logprob, is ${logprob}.`,
    rank: 'rank',
    rankMeans: "Place among all tokens, by the model's probability; 1 is its first choice.",
    entropy: 'entropy',
    entropyMeans:
      'How undecided the model was, over its whole vocabulary: 0 is certain, about 10.8 is no idea at all.',
    nats: (entropy: string) => `${entropy} nats`,
  },
  candidates: {
    rank: 'Rank',
    candidate: 'Candidate',
    model: 'model',
    modelMeans: 'Probability that the model gave it.',
    whatIf: 'what if',
    whatIfMeans:
      "Probability after the sampler with the settings below; the tick is the run's own.",
    sampler: 'sampler',
    samplerMeans:
      'Probability after repetition penalty, temperature and the cuts: what was drawn from.',
    continue: 'Continue with it',
    continueThis: 'Continue with this',
    continueWith: (piece: string) => `Continue with “${piece}”`,
    chosen: ', chosen',
    instead: ', what the draw would have taken',
    /** In place of a probability: what cut the candidate off. */
    cuts: {
      temperature: 'greedy',
      'top-k': 'top-k',
      'top-p': 'top-p',
      'min-p': 'min-p',
      unknown: 'cut',
    },
  },
  drawn: {
    noLogits:
      'This run holds no raw scores of the model: a penalty cannot be tried on it. Set it to 1.',
    noCandidates: 'This run holds no candidates for this token: nothing can be tried on it.',
    undecided: (stored: number) =>
      `Not decided by the ${stored} stored candidates: with these settings tokens beyond them count too.`,
    same: (draw: string, kept: number | null) =>
      `The same draw, ${draw}, would have taken the same token${kept === null ? '' : `, out of ${kept}`}.`,
    /** Around the other token. */
    other: {
      before: (draw: string) => `The same draw, ${draw}, would have taken`,
      after: (kept: number | null) => `instead${kept === null ? '' : `, out of ${kept}`}.`,
    },
    ownBars: 'The bars are the run’s own: tokens beyond the stored ones count too.',
    given: 'Given by you, not drawn.',
    fell: (draw: string) => `The draw, ${draw} of 1, fell on it.`,
    fellBefore: (draw: string) =>
      `The draw, ${draw} of 1, fell on it in the run that this one continues.`,
  },
  edit: {
    label: 'The answer so far',
    continue: 'Continue from this text',
    cancel: 'Cancel',
    help: 'The model continues after the last character. Ctrl+Enter does the same as the button.',
  },
  /** What stands behind it is in an area of its own. */
  whatIf: { title: 'What if', detail: 'other settings, same draws' },
};
