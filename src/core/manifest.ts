/**
 * The manifest of an embedded model: what its folder holds, where it came from, and how it is run.
 * Written by the Python toolkit (`models/`), read by the engines. One JSON file per model,
 * `public/models/<id>/manifest.json`.
 */
import * as v from 'valibot';
import { text } from '../text/errors';
import { listOf, wrongField } from './checks';
import { EngineError } from './errors';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, text.manifest.sha256));
/** A plain file name: a manifest can never point outside its own folder. */
const fileName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, text.manifest.fileName),
);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const fileSchema = v.object({
  role: v.picklist([
    'weights',
    'graph',
    /** What follows a pass of the graph, smaller and asked more often. */
    'head',
    /** The denoiser's graph with its attention as further outputs; used on demand. */
    'attention',
    'tokenizer',
    'tokenizer-config',
    'golden',
    'card',
    'library',
    'chat-config',
  ]),
  path: fileName,
  /** Bytes as stored and as served. */
  bytes: positive,
  /** Of the bytes as stored. */
  sha256,
  /** Only for this backend; both where absent. */
  backend: v.optional(v.picklist(['webgpu', 'wasm'])),
  /** How the bytes are packed: `deflate` is zlib (RFC 1950), undone while they arrive. */
  encoding: v.optional(v.picklist(['deflate'])),
  /** Of the values as stored, in the source's words: `q4_1`, `float16`, `int8`. */
  dtype: v.optional(v.string()),
  /** Of a graph: its nodes that are no views, what a GPU is called for at most. */
  kernels: v.exactOptional(positive),
});

const languageSchema = v.object({
  architecture: v.literal('llama'),
  layers: positive,
  hidden: positive,
  heads: positive,
  kvHeads: positive,
  headDim: positive,
  ffn: positive,
  vocab: positive,
  /** Tokens the model can attend to, prompt and answer together. */
  context: positive,
  ropeTheta: v.number(),
  /** Ids that end an answer. */
  stopIds: listOf(count, 1000),
});

const encoderSchema = v.object({
  hidden: positive,
  /** Longest input in tokens; what is longer is cut. */
  maxTokens: positive,
});

const denoiserSchema = v.object({
  /** Side of the square picture in pixels. */
  size: positive,
  channels: v.literal(3),
  /** Names of the style input; index 0 is "any". */
  styles: listOf(name, 1000),
  /** Id of the text encoder whose output conditions it. */
  encoder: v.string(),
  sigmaMin: v.number(),
  sigmaMax: v.number(),
  /** Guidance is applied only below this sigma; above it the conditional prediction is used. */
  guidanceMaxSigma: v.number(),
  /** Predicted x0 is clamped to plus or minus this. */
  clamp: v.number(),
  defaults: v.object({
    sampler: v.picklist(['euler', 'heun', 'dpmpp2m', 'ddim', 'euler-ancestral']),
    schedule: v.picklist(['karras', 'flow']),
    steps: positive,
    guidance: v.number(),
    /** Index into `styles`. */
    style: v.optional(count),
  }),
});

const chance = { temperature: v.number(), topp: v.number(), guidance: v.number() };

const maskedTextSchema = v.object({
  /** Id of the text encoder whose output conditions it. */
  encoder: v.string(),
  /** Tokens that it can say. */
  vocab: positive,
  /** Positions of a text, at most. */
  length: positive,
  /** Positions that are unmasked together, one block after the other. */
  block: positive,
  padId: count,
  /** Ends a text, and fills its last block. */
  endId: count,
  maskId: count,
  defaults: v.object({ ...chance, passes: positive, noise: v.number() }),
});

const pictureDecoderSchema = v.object({
  /** Side of the square picture in pixels. */
  size: positive,
  /** Cells in a row and in a column. */
  side: positive,
  /** Values of each of a cell's two codes; the next number is a cell that is not there. */
  codes: positive,
  /** Names of the style input; index 0 is "any". */
  styles: listOf(name, 1000),
});

const pictureTwin = {
  /** Id of the text encoder whose output conditions it. */
  encoder: v.string(),
  /** Id of the model that turns its codes into pixels. */
  decoder: v.string(),
  /** Cells in a row and in a column. */
  side: positive,
  /** Values of each of a cell's two codes. */
  codes: positive,
  layers: positive,
  heads: positive,
  headDim: positive,
  /** Names of the style input; index 0 is "any". */
  styles: listOf(name, 1000),
};
const pictureByTokensSchema = v.object({ ...pictureTwin, defaults: v.object(chance) });
const maskedPictureSchema = v.object({
  ...pictureTwin,
  defaults: v.object({ ...chance, passes: positive, noise: v.number() }),
});

const workSchema = v.object({
  /** Multiply-accumulates of convolutions and matrix products. */
  macs: positive,
  /** Values of the weights that they read. */
  weights: positive,
  /** Values that go into them and come out of them. */
  activations: positive,
});

/** A program with which WebLLM runs a language model; it holds no weights. */
const librarySchema = v.object({
  /** Id of the language model whose weights, tokenizer and known answers it goes with. */
  model: fileName,
  /** Room of its KV cache, in tokens. */
  context: positive,
  /** Most tokens of one prefill pass. */
  chunk: positive,
});

const common = {
  format: v.literal('decode-and-denoise/model'),
  version: v.literal(1),
  id: fileName,
  name,
  summary: v.string(),
  parameters: positive,
  /** SPDX. */
  licence: v.string(),
  attribution: v.string(),
  source: v.object({
    /** A pinned package or a command of this repository. */
    from: v.string(),
    /** Of the published file, where there is one. */
    sha256: v.optional(sha256),
  }),
  /**
   * One pass over one picture, or over one text of full length, as counted on the graph; a language
   * model's follows from its config.
   */
  work: v.exactOptional(workSchema),
  files: v.pipe(listOf(fileSchema, 1000), v.minLength(1)),
};

const manifestSchema = v.variant('kind', [
  v.object({ ...common, kind: v.literal('language'), config: languageSchema }),
  v.object({ ...common, kind: v.literal('text-encoder'), config: encoderSchema }),
  v.object({ ...common, kind: v.literal('denoiser'), config: denoiserSchema }),
  v.object({ ...common, kind: v.literal('masked-text'), config: maskedTextSchema }),
  v.object({ ...common, kind: v.literal('picture-decoder'), config: pictureDecoderSchema }),
  v.object({ ...common, kind: v.literal('picture-by-tokens'), config: pictureByTokensSchema }),
  v.object({ ...common, kind: v.literal('masked-picture'), config: maskedPictureSchema }),
  v.object({ ...common, kind: v.literal('webllm-library'), config: librarySchema }),
]);

export type ModelManifest = v.InferOutput<typeof manifestSchema>;
export type LanguageManifest = Extract<ModelManifest, { kind: 'language' }>;
export type EncoderManifest = Extract<ModelManifest, { kind: 'text-encoder' }>;
export type DenoiserManifest = Extract<ModelManifest, { kind: 'denoiser' }>;
export type MaskedTextManifest = Extract<ModelManifest, { kind: 'masked-text' }>;
export type PictureDecoderManifest = Extract<ModelManifest, { kind: 'picture-decoder' }>;
export type PictureByTokensManifest = Extract<ModelManifest, { kind: 'picture-by-tokens' }>;
export type MaskedPictureManifest = Extract<ModelManifest, { kind: 'masked-picture' }>;
export type LibraryManifest = Extract<ModelManifest, { kind: 'webllm-library' }>;
export type ModelFile = ModelManifest['files'][number];

/**
 * Checks that a parsed JSON value is a manifest.
 * @throws EngineError `unsupported-model`, naming the first field that is wrong.
 */
export function parseManifest(value: unknown, where: string): ModelManifest {
  const result = v.safeParse(manifestSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const { field, why } = wrongField(result.issues[0], text.manifest.itself);
  throw new EngineError(
    'unsupported-model',
    text.manifest.unreadable(where, field, why),
    text.manifest.unreadableHint,
  );
}

/**
 * The one file with this role that fits the backend.
 * @throws EngineError `unsupported-model` when the manifest lists none.
 */
export function fileOf(
  manifest: ModelManifest,
  role: ModelFile['role'],
  backend?: 'webgpu' | 'wasm',
): ModelFile {
  const file = manifest.files.find(
    (f) => f.role === role && (!f.backend || !backend || f.backend === backend),
  );
  if (file) return file;
  throw new EngineError('unsupported-model', text.manifest.lacks(manifest.name, role, backend));
}
