/** Stop 2 of the tour: word by word. */
export const learnWords = {
  name: 'Word by word',
  title: 'How does a language model write?',
  lead: [
    'It reads all that stands there and gives every token of its vocabulary a probability of coming next. One is drawn and written down. Then it reads everything again, the new token included.',
    'Here it has stopped in the middle of a sentence. What comes next?',
  ],
  sentence:
    'A language model writes from left to right, one token a pass, each drawn from probabilities given everything before it. What is written is not taken back, and a longer text takes more passes.',
  step: 'Point at a token to see what else it might have been. Choose another, and the text goes on from there: the branch that was stays beside it.',
  number:
    'One row a token: how probable it was (logprob), how many were likelier (rank), and the random number that chose it (draw). The same seed draws the same numbers.',
  words: [
    {
      term: 'Autoregressive',
      means:
        'making each piece from all the pieces before it. This is what most language models do.',
    },
    {
      term: 'Sampling',
      means:
        'drawing the next token by its probability. Always taking the likeliest is called greedy.',
    },
    {
      term: 'Seed',
      means: 'the number that the random draws come from: the same seed gives the same draws.',
    },
    {
      term: 'Prefill and decode',
      means: 'the pass that reads the prompt, and the passes that follow, one for each token.',
    },
  ],
  sources: [
    { what: 'The run above, of SmolLM2 135M Instruct (Hugging Face, Apache-2.0).' },
    { what: 'SmolLM2: Ben Allal et al. 2025', href: 'https://arxiv.org/abs/2502.02737' },
    {
      what: 'Nucleus sampling: Holtzman et al. 2020',
      href: 'https://arxiv.org/abs/1904.09751',
    },
  ],

  prompt: (prompt: string) => `Asked: “${prompt}”`,
  waiting: 'The text comes here.',
  ask: 'Which token comes next?',
  /** The probabilities are the model's own. */
  after: (token: string, share: string) =>
    `It wrote “${token}”, which the model itself had given ${share}.`,
  surprise: 'A token that is not the likeliest is no mistake: it was drawn.',
  fork: 'Go on with this',
  forkOf: (token: string) => `Go on with “${token}”`,
  forked: 'The same text, another token',
  before: 'as it was',
  now: 'with the other token',
  wholeText: 'The text so far; the gap is the token to guess',
};
