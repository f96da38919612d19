/** What autoregression is called: its words, passes, settings, figures and forks. */
export const autoregression = {
  words: {
    one: 'token',
    many: 'tokens',
    lane: 'Language model',
    how: 'one token at a time',
    model: 'language model',
    does: 'a language model writes one token after another',
  },
  passes: {
    prefill: { label: 'prefill', what: 'reading the prompt', unit: 'token' },
    decode: { label: 'decode', what: 'one token', unit: 'token' },
  },
  settings: {
    task: {
      label: 'Task',
      hint: 'what the model is asked',
      notes: {
        empty: 'Empty: the model gets your words alone.',
        with: '{prompt} stands for your words.',
        without: 'Your words are not part of it: write {prompt} where they belong.',
      },
    },
    tokens: { hint: 'at most' },
    temperature: {
      hint: '0 is greedy',
      vary: {
        label: 'temperatures',
        what: 'Same random numbers, a flatter or sharper choice of tokens.',
      },
    },
    topk: { hint: '0 keeps all' },
    topp: { hint: '1 keeps all' },
    minp: { hint: '0 keeps all' },
    penalty: { hint: '1 is none' },
    control: {
      label: 'Typed control tokens (<|im_end|>)',
      names: { text: 'plain text', tokens: 'control tokens' },
    },
  },
  metrics: {
    decodeTokensPerSecond: {
      name: 'decode',
      meaning: 'Tokens per second after the first: the pace at which the output is written.',
    },
    prefillTokensPerSecond: {
      name: 'prefill',
      meaning: 'Tokens of the prompt per second. They are read together, in one pass or a few.',
    },
    ttftMs: { name: 'TTFT', meaning: 'Time to first token, from the start of the run.' },
    tpotMs: {
      name: 'TPOT',
      meaning: 'Time per output token: the mean between two tokens after the first.',
    },
    tpotP50Ms: {
      name: 'TPOT p50',
      meaning: 'Time per output token after the first: half of them took less.',
    },
    tpotP95Ms: {
      name: 'TPOT p95',
      meaning: 'Time per output token after the first: 95 of 100 took less.',
    },
    passes: {
      name: 'passes',
      meaning: 'Forward passes of the network: the prefill, then one decode for each more token.',
    },
    promptTokens: {
      name: 'prompt tokens',
      meaning: 'Tokens of the prompt, with what the chat template adds.',
    },
    tokens: { name: 'tokens', meaning: 'Tokens of a run.' },
  },
  final: 'a token is final once it is chosen',
  branch: {
    start: 'from the start',
    edited: (token: number) => `edited from token ${token}`,
    token: (token: number) => `from token ${token}`,
    given: (token: number, piece: string) => `token ${token}: ${piece}`,
  },
  changes: { sampling: 'other sampling', control: 'typed control tokens' },
  /** Of a run, or of one of many at once. */
  temperature: (value: number) => (value === 0 ? 'greedy' : `temperature ${value}`),
};
