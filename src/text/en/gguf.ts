/** Why a GGUF cannot be read, or its model not be run: what stands in it, against what this page knows. */

const model = (what: string) => `This file cannot be run here: its model ${what}.`;
const broken = (what: string) => `This file cannot be read as a GGUF: ${what}.`;
const tokenizer = (what: string) => `The tokenizer in this file cannot be used: it ${what}.`;

export const gguf = {
  model: {
    architecture: (name: string) =>
      `The model in this file has the architecture “${name}”; this page runs “llama”.`,
    otherArchitecture:
      'The model in this file has the architecture of a strange name; this page runs “llama”.',
    architectureHint: 'Llama 2 and 3, SmolLM2, TinyLlama, Mistral 7B and their relatives have it.',
    heads: (heads: number, kvHeads: number) =>
      model(`has ${heads} heads for ${kvHeads} of keys and values`),
    noEmbedding: model('has no embedding of its tokens'),
    sizes: { width: 'width', ffn: 'feed-forward width', heads: 'heads together' },
    /** @param what of `sizes` */
    multiple: (what: string, size: number, of: number) =>
      model(`has a ${what} of ${size}, no multiple of ${of}`),
    lacks: (tensor: string) => model(`has no ${tensor}`),
    shape: (tensor: string, has: string, expected: string) =>
      model(`has ${tensor} as ${has}, not ${expected}`),
    format: (tensor: string, format: string) => model(`stores ${tensor} as ${format}, not F32`),
    biases: model('adds biases, which this network does not'),
    more: (tensor: string) => model(`has tensors beyond those of the network (${tensor})`),
    strange: 'one of a strange name',
    keyValue: (keys: number, values: number) =>
      model(`has keys of ${keys} and values of ${values}`),
    headWidth: (heads: number, width: number) => model(`has ${heads} heads in a width of ${width}`),
    rotates: (some: number, all: number) => model(`rotates ${some} of ${all} channels of a head`),
    stretches: (how: string) => model(`stretches its positions by “${how}”`),
    experts: (n: number) => model(`is a mixture of ${n} experts`),
    parts: (n: number) => model(`is one of ${n} parts of a model`),
    otherHeads: model('has other heads in each layer'),
    states: (key: string, value: number) => model(`states ${key} as ${value}`),
  },

  file: {
    hint: 'Check that it was downloaded as a whole.',
    magic: broken('it does not begin with GGUF'),
    endian: broken('its numbers are big-endian'),
    version: (version: number) => broken(`it is of version ${version}, not 2 or 3`),
    twice: broken('it has a key twice'),
    utf8: broken('it has a text that is not UTF-8'),
    lists: broken('it has lists of lists'),
    dimensions: (n: number) => broken(`it has a tensor of ${n} dimensions`),
    type: (type: number) => broken(`it has a value of type ${type}`),
    ends: broken('it ends within its header'),
    noEnd: broken('its header has no end'),
    aligned: (bytes: number) => broken(`its tensors are said to be aligned to ${bytes} bytes`),
    oneTensor: 'one of its tensors',
    stored: (tensor: string, format: string) =>
      `The file stores ${tensor} as ${format}, which this page cannot read.`,
    unnamed: (type: number) => `type ${type}`,
    reads: (formats: string) => `It reads ${formats}.`,
    shape: (tensor: string, shape: string) => broken(`${tensor} has the shape ${shape}`),
    ofNothing: 'of nothing',
    blocks: (tensor: string, format: string) =>
      broken(`the rows of ${tensor} are no whole blocks of ${format}`),
    endsWithin: (tensor: string) => broken(`it ends within ${tensor}`),
    place: (tensor: string) => broken(`${tensor} does not lie where it should`),
    tensorTwice: (tensor: string) => broken(`it has ${tensor} twice`),
    overlaps: (tensor: string) => broken(`${tensor} overlaps the tensor before it`),
  },

  field: {
    absent: (key: string) => `The file does not state ${key}.`,
    /** @param as of `kinds` */
    wrong: (key: string, as: string) => `The file states ${key}, but not as ${as}.`,
    kinds: {
      text: 'a text',
      whole: 'a whole number',
      positive: 'a number above 0',
      flag: 'true or false',
      texts: 'a list of texts',
      wholes: 'a list of whole numbers',
    },
  },

  tokenizer: {
    types: (tokens: number, types: number) =>
      tokenizer(`has ${tokens} tokens and ${types} token types`),
    twice: tokenizer('has a token twice'),
    kind: (name: string) => tokenizer(`is for the tokenizer “${name}”, not for “gpt2” or “llama”`),
    cutUnsaid: tokenizer('does not say how its text is to be cut (tokenizer.ggml.pre)'),
    cut: (name: string) => tokenizer(`cuts text as “${name}”, which this page does not know`),
    scores: tokenizer('has no score for each of its tokens'),
    names: (id: number, tokens: number) => tokenizer(`names token ${id} and has ${tokens}`),
    noEnd: tokenizer('names no token that ends an answer'),
  },
};
