/** Stop 9 of the tour: what to ask of each. */
export const learnAsks = {
  name: 'What to ask of each',
  title: 'What should you ask of a model before you choose it?',
  lead: [
    'Each kind has its own questions. Some that settle everything for one kind mean nothing for the other.',
    'Below is a table that you find on many sites, answered for the two models here, and one that only you have: it fills with the runs of your visit, on your machine.',
  ],
  sentence:
    'Ask a language model for context window, tokens a second, accuracy and price; ask a picture model for resolution, control, time for a picture and licence. A picture model has no context window to ask for.',
  step: 'The runs behind the table, pass by pass. The number of passes and what each one does is what the figures come from.',
  number:
    'The same figures with their origin: backend, threads, first run or warm, and every result as a row.',
  words: [
    {
      term: 'Context window',
      means: 'how many tokens a language model can look at, prompt and answer together.',
    },
    {
      term: 'Likelihood',
      means:
        'how probable a model holds a given text or picture. Some kinds give it exactly, some as an estimate, some not at all.',
    },
    {
      term: 'FLOP',
      means: 'a floating point operation: one multiplication or one addition.',
    },
  ],
  sources: [
    { what: 'The measured table: your runs of this visit; without any, the recording.' },
    {
      what: 'Context, resolution, styles: the models’ manifests. Style obeyed: the card of the emoji denoiser.',
    },
    {
      what: 'Filling a hole with diffusion: Lugmayr et al. 2022',
      href: 'https://arxiv.org/abs/2201.09865',
    },
    {
      what: 'Likelihood of diffusion models: Song et al. 2021',
      href: 'https://arxiv.org/abs/2011.13456',
    },
  ],

  ask: 'Which of these makes no sense to ask of the model that paints here?',
  options: {
    context: 'How large is its context window?',
    resolution: 'How many pixels does it make?',
    speed: 'How long does a picture take?',
    licence: 'What may I do with its pictures?',
  },
  /** @param tokens that it reads at most; null while that is not known */
  why: (tokens: number | null) =>
    `It reads one prompt${tokens === null ? '' : ` of at most ${tokens} tokens`} and then works on the picture alone: there is no growing text that it could look back on.`,
  answer: 'makes no sense',

  questions: {
    title: 'The questions, with the answers for the two models of this page',
    llm: 'Ask a language model',
    picture: 'Ask a picture model',
    answer: 'Here',
    context: 'Context window',
    contextHere: (tokens: string) => `${tokens} tokens`,
    speed: 'Tokens a second',
    speedHere: (speed: string, place: string) => `${speed} on ${place}`,
    accuracy: 'Reasoning accuracy',
    accuracyHere: (right: number, of: number) =>
      `${right} of ${of} sums right in your tries at stop 8`,
    accuracyNone: 'try it at stop 8: a sum, eight times, checked',
    cost: 'Cost of a million tokens',
    costHere: (time: string) => `no price, but about ${time} of your machine`,
    resolution: 'Resolution',
    resolutionHere: (side: number) => `${side} × ${side} pixels`,
    style: 'Control of style',
    styleHere: (styles: number, obeyed: string) =>
      `${styles} styles; obeyed in ${obeyed} of pictures (its card, 180 pictures)`,
    time: 'Time for a picture',
    timeHere: (time: string, place: string) => `${time} on ${place}`,
    licence: 'Licence',
    unknown: 'not known yet: run it',
  },

  measured: {
    title: 'What only you have: measured in this visit',
    recorded: 'No run of yours yet: these are the recording’s figures.',
    /** @param n runs of the visit */
    own: (n: number) =>
      n === 1 ? 'From the one run of this visit.' : `From ${n} runs of this visit; medians.`,
    what: 'What',
    column: (place: string, n: number) => `${place}, ${n === 1 ? '1 run' : `${n} runs`}`,
    rows: {
      passes: 'Passes, one after the other',
      flops: 'Arithmetic for one output',
      ms: 'Time',
      half: 'Half of it final after',
      late: 'Of what stood at half-way, changed later',
      hole: 'Can fill a hole in the middle',
      nats: 'Likelihood',
      repeats: 'Same seed, same output',
    },
    passes: (passes: number, results: string) => `${passes}, for ${results}`,
    share: (percent: string) => `${percent} of the time`,
    nats: (nats: string) => `exact: ${nats} nats a token`,
    repeats: {
      yes: 'yes: two equal runs of yours agree',
      no: 'no: two equal runs of yours differ',
      unknown: 'run the same twice to see',
    },
    notKnown: 'not known',
    /** By mechanism: what no single run tells. */
    hole: {
      autoregression: 'no: it only writes on',
      'autoregression-picture': 'no: it only goes on in reading order',
      'masked-diffusion': 'yes: blanks are filled in wherever they stand',
      'masked-diffusion-picture': 'yes: any cells can be filled in anew',
      diffusion: 'yes, by giving the known part back at every step (RePaint); not on this page',
    },
    noNats: {
      autoregression: 'exact',
      'autoregression-picture': 'exact',
      'masked-diffusion': 'only a bound, not computed here',
      'masked-diffusion-picture': 'only a bound, not computed here',
      diffusion: 'only as an estimate along the path, not computed here',
    },
    export: 'Save as CSV',
    more: 'Run both below to add your own.',
  },
};
