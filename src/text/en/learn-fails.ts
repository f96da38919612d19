/** Stop 8 of the tour: where each fails. */
export const learnFails = {
  name: 'Where each fails',
  title: 'Where does each of them fail?',
  lead: [
    'Every kind has its own way to be wrong. Choose a task, guess how many of eight tries will be right, and run all eight: eight seeds, none picked. A check that is written down decides, not we.',
  ],
  sentence:
    'A failure has three possible causes, the mechanism, the size of the model and its data, and from one small model you cannot always tell which: look at what each task says about it.',
  step: 'Each try as Watch shows it. Where was the text sure of something wrong? At which step was the picture lost?',
  number:
    'One row for each token or step. A wrong token often has a high probability: sure is not right.',
  words: [
    {
      term: 'Hallucination',
      means: 'text that reads well and is not true. Nothing in the mechanism asks whether it is.',
    },
    { term: 'Check', means: 'a rule that a program applies to every try in the same way.' },
    {
      term: 'Attribute binding',
      means: 'giving each property to the thing that it belongs to: the car blue, the house red.',
    },
  ],
  sources: [
    {
      what: 'Eight tries of the models of this page. They are small: 135 million and 6 million parameters.',
    },
    {
      what: 'Counting, also of large picture models: Guo et al. 2025 (T2ICountBench)',
      href: 'https://arxiv.org/abs/2503.06884',
    },
    {
      what: 'Objects, counts, colours, places: Ghosh et al. 2023 (GenEval)',
      href: 'https://arxiv.org/abs/2310.11513',
    },
    {
      what: 'Why language models hallucinate: Kalai et al. 2025',
      href: 'https://arxiv.org/abs/2509.04664',
    },
  ],

  choose: 'Task',
  ask: 'How many of eight tries will pass the check?',
  right: (n: number) => `${n} of 8`,
  passed: 'passed',
  pass: 'passes',
  fail: 'fails',
  try: (n: number) => `Try ${n}`,
  first: (n: number) => `Try ${n}, first prompt`,
  second: (n: number) => `Try ${n}, second prompt`,
  prompts: (list: readonly string[]) =>
    list.length > 1 ? `Prompts: “${list.join('” and “')}”` : `Prompt: “${list[0] ?? ''}”`,
  check: 'The check',
  mechanism: 'Mechanism',
  size: 'Size',
  data: 'Data',
  notRun: 'Not run yet. Press “Run it here” below: eight tries.',
  noCheck: 'no result yet',
  found: {
    answer: (text: string) => `it says: ${text}`,
    /** Of an answer the last number. */
    last: (number: string) => `last number: ${number}`,
    nothing: 'no number',
    shapes: (n: number) => (n === 1 ? '1 separate shape' : `${n} separate shapes`),
    apart: (share: string) => `${share} of the pixels differ`,
    colours: (blue: string, red: string) => `${blue} blue, ${red} red`,
    glyphs: (n: number) => (n === 1 ? '1 mark like a letter' : `${n} marks like letters`),
    admits: 'says that it does not know',
    invents: 'tells a story',
  },
  exhibits: {
    sum: {
      name: 'A sum',
      prompts: ['What is 847 times 63? Answer with the number.'],
      check: 'The answer holds 53361 (with or without a comma).',
      mechanism:
        'Digits are drawn token by token, the first before the carry is known. There is no place to calculate but the text itself.',
      size: 'Much: large models get products like this one right more often, most of all when they may write the steps.',
      data: 'Some: this very product stands in few texts.',
    },
    invented: {
      name: 'A thing that does not exist',
      prompts: ['Who invented the Zorblax engine? Answer in one sentence.'],
      check: 'The answer says in some way that it does not know it or that there is no such thing.',
      mechanism:
        'Some text is always the likeliest one. A name is a likely thing to follow “invented by”, whether there is one or not.',
      size: 'Some: larger models do it less often, not never.',
      data: 'Much: texts with questions rarely hold the answer “I do not know”.',
    },
    letters: {
      name: 'Letters in a word',
      prompts: [
        'How many times does the letter r occur in the word strawberry? Answer with a number.',
      ],
      check: 'The first number in the answer is 3.',
      mechanism: 'It reads tokens, not letters: the word is two or three numbers to it.',
      size: 'Some: large models learn spellings, and are helped by writing the letters out.',
      data: 'Some: few texts count letters.',
    },
    three: {
      name: 'Counting',
      prompts: ['three cats'],
      check:
        'There are exactly three separate shapes on the white ground, each at least 1.5 % of the picture.',
      mechanism: 'Some: everything is decided at once, nothing counts along.',
      size: 'Some: large picture models miscount as well (see the sources).',
      data: 'Much: no picture of three cats was in the training data of this one.',
    },
    places: {
      name: 'Left and right',
      prompts: ['a cat to the left of a tree', 'a tree to the left of a cat'],
      check:
        'With the same seed the two prompts give clearly different pictures: more than a third of the pixels. It is the least that must be so, not all.',
      mechanism:
        'Little: guidance goes where the text embedding leads, and this one hardly knows word order.',
      size: 'Much: the text encoder is small and was made to compare sentences.',
      data: 'Much: it was trained on single things, never on two beside each other.',
    },
    colours: {
      name: 'Which colour to which thing',
      prompts: ['a blue car and a red house'],
      check: 'Both colours are there, each on at least 8 % of what is not white.',
      mechanism: 'Some: all words steer all places; nothing ties a colour to its thing.',
      size: 'Some: larger models with better encoders bind more of them.',
      data: 'Much: trained on single things of one colour.',
    },
    writing: {
      name: 'Writing in a picture',
      prompts: ['a sign that says STOP'],
      check: 'At least four marks of about one height stand in a row.',
      mechanism: 'Little: letters are shapes like others.',
      size: 'Much: large models with an encoder that sees letters can write words.',
      data: 'Nearly all: pictures with letters were left out of the training data.',
    },
    frames: {
      name: 'The same cat twice',
      prompts: ['a happy cat', 'a sad cat'],
      check:
        'With the same seed less than a quarter of the pixels differ: it could be the same cat.',
      mechanism: 'Much: every picture is a run of its own; only the noise is shared.',
      size: 'Little by itself.',
      data: 'Some: models of video learn from frames that belong together; this one from single pictures.',
    },
  },
  gan: 'A GAN would fail in its own way, by mode collapse (stop 6). There is none on this page, so there is no run of one here.',
};
