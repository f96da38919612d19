/** What engines say of models that are not this site's: from a hub, or from a file of the person's. */
import { counted, plural } from '../plural';

/** A size in memory or on the disk: "1.31 GB". */
function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export const storedModels = {
  noFiles: (model: string) => `The files of ${model} are not on this device.`,
  noFilesHint: 'Open Models and download it, or choose another model.',
  lacks: (model: string, what: string) => `${model} has no ${what}.`,
  roles: {
    weights: 'weights',
    graph: 'graph',
    external: 'external weights',
    config: 'config.json',
    'generation-config': 'generation_config.json',
    tokenizer: 'tokenizer.json',
    'tokenizer-config': 'tokenizer_config.json',
    'chat-template': 'chat template',
    'text-encoder': 'text encoder',
    unet: 'U-Net',
    decoder: 'decoder',
    'preview-decoder': 'preview decoder',
    'chat-config': 'mlc-chat-config.json',
    'shard-index': 'tensor-cache.json',
    shard: 'weights',
    library: 'program',
  },
  noGraph: (path: string) =>
    `${path} cannot be read as an ONNX model: it is damaged, or something else.`,
  tooLong: (path: string) => `${path} is far too long for what it should be.`,
  gone: (path: string) => `${path} cannot be read any more: it was moved, changed or removed.`,
  goneHint: 'Open Models: what is missing can be downloaded again, and a file dropped again.',
  otherLayout: (model: string, runtime: string) => `${runtime} cannot run ${model}.`,
  otherRuntime: 'Choose another runtime in settings.',

  /** While it loads. */
  reading: (model: string) => `${model}, weights`,
  preparing: 'Preparing the model',
  checking: 'Self-check and warm-up',

  memory: {
    wasm: (model: string, needed: number, most: number) =>
      `${model} needs about ${size(needed)} of memory on the CPU, and a page may use ${size(most)} for that.`,
    wasmHint: 'Choose WebGPU as backend, or a smaller model.',
    device: (model: string, needed: number, has: number) =>
      `${model} needs about ${size(needed)} of memory, and this device has about ${size(has)}.`,
    deviceHint: 'Choose a smaller model.',
    buffer: (model: string, needed: number, most: number) =>
      `${model} has a weight matrix of ${size(needed)}, and this GPU takes at most ${size(most)} in one piece.`,
    bufferHint: 'Choose WASM as backend, or a model with a smaller vocabulary.',
    context: (model: string, tokens: number) =>
      `${model} keeps so much for each token that only ${plural(tokens, 'token')} would fit into memory.`,
  },

  tokenizer: {
    alphabet:
      'The tokenizer of this model is neither byte-level nor of sentencepiece: this page cannot turn its tokens into text.',
    template: (why: string) => `The chat template of this model cannot be filled in: ${why}`,
    unusable: (why: string) => `The tokenizer of this model cannot be used: ${why}`,
  },

  decoder: {
    hint: 'Models that were exported for transformers.js as text generation can be run.',
    input: (model: string, input: string) =>
      `The graph of ${model} wants an input that this page does not know: ${input}.`,
    lacks: (model: string, what: string) => `The graph of ${model} has no ${what}.`,
    noCache: (model: string) =>
      `The graph of ${model} keeps nothing of the tokens before: each one would cost all of them anew.`,
    cacheType: (model: string, type: string) =>
      `The graph of ${model} keeps its cache as ${type}, which this page does not do.`,
    cacheForm: (model: string) => `The cache of ${model} has a form that this page does not know.`,
    config: (model: string) => `The config.json of ${model} cannot be read.`,
    noEnd: (model: string) => `${model} names no token that ends an answer.`,
  },

  webLlm: {
    config: (model: string) => `mlc-chat-config.json of ${model} cannot be read.`,
    half: (model: string) => `${model} needs half precision, which this GPU does not have.`,
    halfHint: 'Take the version whose name has “f32” in it.',
  },

  pictures: {
    recipe: (model: string) => `This page does not know how ${model} is put together.`,
    inputType: (type: string) =>
      `A network of this model is fed with ${type}, which this page does not do.`,
    form: (model: string) => `The decoder of ${model} gives no square picture of three colours.`,
    one: 'This model draws one picture at a time.',
    forgotten:
      'Only the newest run of this model can be gone on from, while the model stays loaded.',
    forgottenHint: 'Run again, then go on from that.',
    levels: 'Its steps have other noise levels: steps and schedule must be the same.',
    noAttention: 'This model does not show which word drives which pixels.',
    twice: 'finite values, the same prediction twice',
    notTwice: (off: string) =>
      `the same sample gave different predictions when computed twice: a value differs by ${off}`,
  },

  selfCheck: {
    notFinite: (model: string, backend: string) =>
      `On ${backend} ${model} computes values that are no finite numbers.`,
    notFiniteHint:
      'Choose the other backend in settings, or a variant of the model with float32 in it (q4 in place of q4f16).',
    twice: (tokens: number) => `finite logits, the same ${plural(tokens, 'token')} twice`,
    notTwice: (off: string) =>
      `the same prompt gave different results when computed twice: a logit differs by ${off}`,
    agrees: (backend: string, tokens: number) =>
      `the same first ${plural(tokens, 'token')} as on ${backend} before`,
    nearly: (backend: string, tokens: number, off: string) =>
      `as on ${backend} before up to token ${counted(tokens)}, where two are as good as equal (${off} apart)`,
    differs: (backend: string, tokens: number, off: string) =>
      `other tokens than on ${backend} before, from token ${counted(tokens)} on: a logit differs by ${off}`,
  },
};
