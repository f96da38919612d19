/** Stop 10 of the tour: which one is needed, where language fits in, and what is often asked. */
/** Names of products. */
interface Products {
  readonly chat: string;
  readonly code: string;
}

interface Question {
  q(products: Products): string;
  readonly a: string;
}

const QUESTIONS: readonly Question[] = [
  {
    q: ({ chat }: Products) => `Is ${chat} generative AI or a language model?`,
    a: 'Both: a product built on a language model, and every language model that writes is generative AI.',
  },
  {
    q: ({ code }: Products) => `And ${code}?`,
    a: 'Driven by a language model trained on code too. It writes, so it is generative.',
  },
  {
    q: () => 'Can a language model make pictures?',
    a: 'Yes, where it was trained to write picture tokens, which a decoder turns into pixels. It is another mechanism than diffusion, with other strengths and costs; many products instead let the language model call a picture model.',
  },
  {
    q: () => 'Is all work on language done by language models?',
    a: 'No. Rules, statistics and small classifiers still sort mail, find names and rank results, without generating anything.',
  },
];

export const learnWhich = {
  name: 'Which do you need?',
  title: 'Which of them do you need?',
  lead: [
    'Three questions lead to a kind of model, with your own figures where you have run one. Below: what each is good at, the family that language models come from, and four questions that everybody asks.',
  ],
  sentence:
    'Text or code in and out: a language model. Pictures, sound or video: the model made for that. A thing of several parts: both, and knowing which part is which tells you where to look when it goes wrong.',
  step: 'The two kinds at work once more: where one is slow or wrong, this is where it shows.',
  number: 'What your machine needs for each: compare it with what you want to wait for.',
  words: [
    {
      term: 'Agent',
      means:
        'a program in which a language model chooses the next step: search, run code, ask another model.',
    },
    {
      term: 'Retrieval',
      means:
        'looking up passages and putting them into the prompt, so that the answer can lean on them.',
    },
    {
      term: 'NLP',
      means:
        'natural language processing: all computing on human language, with rules, statistics or networks.',
    },
  ],
  sources: [
    { what: 'Speeds: your runs of this visit, else the recording.' },
    {
      what: 'Bag of words to transformers: Jurafsky and Martin, Speech and Language Processing',
      href: 'https://web.stanford.edu/~jurafsky/slp3/',
    },
    {
      what: 'BERT, a language model that does not write: Devlin et al. 2019',
      href: 'https://arxiv.org/abs/1810.04805',
    },
    {
      what: 'Pictures from a transformer’s tokens: Ramesh et al. 2021',
      href: 'https://arxiv.org/abs/2102.12092',
    },
  ],

  goes: 'What goes in?',
  goesIn: { text: 'text or code', media: 'pictures, sound, video', both: 'both' },
  comes: 'What should come out?',
  comesOut: {
    text: 'text or code',
    media: 'pictures, sound, video',
    label: 'a label or a number',
    steps: 'a thing of several parts',
  },
  where: 'Where must it run?',
  runs: { here: 'on my own device', server: 'a server is fine' },

  result: 'What you need',
  answers: {
    llm: {
      name: 'A language model',
      why: 'Chat, completion, summaries, code, answers over documents (with retrieval): text in, text out.',
    },
    multimodal: {
      name: 'A language model that reads pictures or sound',
      why: 'An encoder turns the picture or the sound into the kind of input the model works on; what comes out is still text, token by token.',
    },
    media: {
      name: 'A model made for that medium',
      why: 'For pictures most often diffusion or flow matching. Ask about resolution, control, speed and licence.',
    },
    edit: {
      name: 'A model that starts from what you give it',
      why: 'Diffusion can begin at your picture with noise on it instead of at pure noise (in Watch: “new noise at step …”).',
    },
    classic: {
      name: 'Perhaps no generative model at all',
      why: 'A small classifier gives a label faster, cheaper and with a known error. A language model can do it too; then check it against examples.',
    },
    pipeline: {
      name: 'Both, one after the other',
      why: 'A language model plans and writes the prompts, other models paint or speak (stop 7). Know which part does what: it helps to debug, to speed up and to replace it.',
    },
  },
  speed: {
    text: (speed: string, place: string, whose: string) =>
      `The writer here: ${speed} tokens a second on ${place} (${whose}).`,
    picture: (time: string, place: string, whose: string) =>
      `The painter here: ${time} for a picture of 64 × 64 pixels on ${place} (${whose}).`,
    yours: 'your run',
    recorded: 'the recording',
  },
  place: {
    here: 'On your device size decides first: it must fit in memory, and the writer here reads all of its 135 million weights for every token. Larger models answer better and slower.',
    server:
      'On a server ask what is stored, what a million tokens or a picture costs, and under which licence you get the results.',
  },
  choose: 'Answer the three questions; nothing is sent anywhere.',

  strengths: {
    title: 'What each is good at, and not',
    kind: 'Kind',
    good: 'Strong',
    weak: 'Weak',
    rows: [
      {
        kind: 'Language models',
        good: 'text and code; tools to run them locally are mature; many take pictures or sound as input',
        weak: 'inventing facts, exact sums, memory for the large ones; pictures only by way of tokens',
      },
      {
        kind: 'Diffusion and flow matching',
        good: 'quality in the medium they were made for; control by guidance, by a starting picture, by steps',
        weak: 'writing inside pictures, exact places and counts, staying the same from frame to frame; hard to chain without something that plans',
      },
      {
        kind: 'GANs',
        good: 'one pass: fast',
        weak: 'hard to train; may make the same few things again and again (mode collapse)',
      },
    ],
  },

  tree: {
    title: 'Where language models come from',
    caption: 'Natural language processing is the older and wider field',
    root: 'Natural language processing',
    branches: [
      {
        name: 'Rules',
        means: 'grammars and patterns written by hand; do not generate freely',
        example: 'spelling, early translation',
      },
      {
        name: 'Statistics',
        means: 'counts of words and word pairs',
        example: 'spam filters, n-gram models',
      },
      {
        name: 'Networks that read',
        means: 'give a label, a number or a vector',
        example: 'sentiment, search; the text encoder of the painter here',
      },
      {
        name: 'Networks that write',
        means: 'language models: the current approach, and generative',
        example: 'chat, code; the writer here',
      },
    ],
    here: 'generative',
  },

  questions: {
    title: 'Often asked',
    list: QUESTIONS,
  },
};
