/** Stop 1 of the tour: the set and its subset. */
export const learnSet = {
  name: 'Set and subset',
  title: 'Is a language model the same as generative AI?',
  lead: [
    'Generative AI is any model whose job is to make something new: text, pictures, sound, video, code, 3-D shapes. It learned the patterns of what it was trained on and makes more of that kind.',
    'A language model makes text, one token after the other. Sort eight things, then look at two of them at work below.',
  ],
  sentence:
    'Every large language model is generative AI, but not the other way round: the model that paints here makes something new as well, and is no language model.',
  step: 'The same words went to two generative models. The left one is a language model, the right one is not. Step through both on one clock.',
  number:
    'Their figures do not even share their names: tokens per second here, milliseconds per step there.',
  words: [
    {
      term: 'Generative model',
      means:
        'a model that makes new data of the kind it was trained on, rather than sort or rate what it is given.',
    },
    {
      term: 'Token',
      means:
        'a piece of text, a word or a part of one, from a fixed vocabulary; the model here knows 49,152.',
    },
    { term: 'Pass', means: 'the network computed once, from its input to its output.' },
    {
      term: 'Transformer',
      means:
        'the kind of network in today’s language models: every position may look at the ones before it.',
    },
  ],
  sources: [
    { what: 'The two runs: models of this page, made as their recording says.' },
    {
      what: 'Stable Diffusion: Rombach et al. 2022',
      href: 'https://arxiv.org/abs/2112.10752',
    },
    {
      what: 'Stable Audio Open: Evans et al. 2024',
      href: 'https://arxiv.org/abs/2407.14358',
    },
    { what: 'The transformer: Vaswani et al. 2017', href: 'https://arxiv.org/abs/1706.03762' },
  ],

  ask: (thing: string) => `Where does ${thing} belong?`,
  sorted: 'All eight are where they belong.',
  show: 'Put them all where they belong',
  again: 'Sort again',
  yours: (region: string) => `you said: ${region}`,
  toSort: 'still to sort',
  regions: {
    neither: 'neither of them',
    generative: 'generative AI',
    llm: 'language models',
  },
  diagram: 'Generative AI with the language models inside, and what is outside',
  outside: 'Computes, but makes nothing new',
  /** Things that have no brand. */
  things: {
    smollm2: 'SmolLM2, the model that writes here',
    denoiser: 'The model that paints here',
    spam: 'A spam filter',
    route: 'A route planner',
  },
  checked: (date: string) => `Products as their makers described them on ${date}.`,

  pair: {
    title: 'Two generative models, the same words',
    text: 'A language model: it writes',
    picture: 'No language model: it paints',
  },
  table: {
    title: 'The set and the subset in six rows',
    what: 'What',
    generative: 'Generative AI',
    llm: 'Large language models',
    rows: [
      {
        head: 'Scope',
        generative: 'text, pictures, sound, video, code, 3-D',
        llm: 'text and code',
      },
      {
        head: 'Core architecture',
        generative: 'varies: transformers, diffusion, flow matching, GANs',
        llm: 'autoregressive transformers',
      },
      {
        head: 'Primary input',
        generative: 'text, pictures, sound, or several of them',
        llm: 'text, as tokens',
      },
      {
        head: 'Primary output',
        generative: 'whatever it was made for',
        llm: 'tokens, decoded into text',
      },
      {
        head: 'Training data',
        generative: 'of its domain: pictures with captions, recordings, films, code',
        llm: 'very large collections of text',
      },
    ],
    tools: 'Examples',
    also: (names: string) => `${names}, and all on the right`,
  },
};
