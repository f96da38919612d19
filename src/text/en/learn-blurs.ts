/** Stop 7 of the tour: what blurs the line. */
export const learnBlurs = {
  name: 'What blurs the line',
  title: 'Why do the kinds look like one thing?',
  lead: [
    'You type into a chat and a picture comes out. Behind that stand two different arrangements. In a pipeline a language model writes the prompt and another model paints it. In a multimodal model one network reads pictures and text, and some also write picture tokens.',
    'Here is a pipeline: the writer names something that goes with your words, the painter paints both. How much of the picture will these few words change?',
  ],
  sentence:
    'A chat that paints is often two models in a row, and the words between them decide as much as yours do. Ask which part did what.',
  step: 'First the text is written, then the picture is painted from it, on the same clock: one waits for the other.',
  number:
    'What each part costs. The picture with the longer prompt takes as many steps as the one without.',
  words: [
    {
      term: 'Pipeline',
      means: 'several models in a row, the output of one being the input of the next.',
    },
    {
      term: 'Multimodal',
      means: 'taking in or giving out more than one kind of data, such as text and pictures.',
    },
    {
      term: 'Encoder',
      means: 'a network that turns a picture or a text into numbers that another network can use.',
    },
  ],
  sources: [
    { what: 'The runs above: writer and painter of this page, the same seed and noise.' },
    {
      what: 'Pictures into a language model: Liu et al. 2023 (LLaVA)',
      href: 'https://arxiv.org/abs/2304.08485',
    },
    {
      what: 'One network for text and picture tokens: Chameleon 2024',
      href: 'https://arxiv.org/abs/2405.09818',
    },
  ],

  ask: 'Same noise, a few words more: how much of the picture will change?',
  options: {
    little: 'Less than a quarter of the pixels',
    half: 'Between a quarter and a half',
    most: 'More than half',
  },
  parts: {
    plain: 'Your words alone',
    text: 'The writer adds',
    both: 'Your words and the writer’s',
  },
  yours: 'You',
  writer: 'The writer',
  painter: 'The painter reads',
  noWords: 'The writer’s words come here.',
  changed: (share: string) => `${share} of the pixels changed`,
  marketing: {
    title: 'Three things that one word may mean',
    rows: [
      {
        what: 'A language model that reads pictures',
        means: 'An encoder turns the picture into input; out comes text. It paints nothing.',
        here: 'not on this page',
      },
      {
        what: 'A language model that writes picture tokens',
        means: 'Same mechanism as for text, with tokens that a decoder turns into pixels.',
        here: 'nearly: the picture by tokens at stop 4, from a model that writes no text',
      },
      {
        what: 'A chat that calls a picture model',
        means: 'Two models, two mechanisms, one window: a pipeline.',
        here: 'the run above',
      },
    ],
    name: 'What is sold as one thing',
    is: 'What it is',
    here: 'Here',
  },
};
