/**
 * A model that is not this site's, as it lies on this device: fetched from a hub, or a file of the
 * person's. The page finds the files and hands them over with the load, as Blobs that are read where
 * and when they are looked at; an engine opens no store and asks no hub.
 */
import type { MechanismId, Modality, RuntimeId } from './ids';
import type { ModelRef } from './model';

/** How the files of a model are laid out: what decides how an engine opens it. */
export const LAYOUTS = ['gguf', 'onnx-causal-lm', 'latent-diffusion', 'webllm'] as const;
export type LayoutId = (typeof LAYOUTS)[number];

/** What a file of a model is for. */
export const STORED_ROLES = [
  /** `gguf`: the whole model. */
  'weights',
  /** `onnx-causal-lm`: `model….onnx`. */
  'graph',
  /** External data of a graph; the graph names it by the last part of the path. */
  'external',
  /** `config.json`. */
  'config',
  /** `generation_config.json`. */
  'generation-config',
  /** `tokenizer.json`. */
  'tokenizer',
  /** `tokenizer_config.json`. */
  'tokenizer-config',
  /** `chat_template.jinja`. */
  'chat-template',
  /** `latent-diffusion`: its graphs. */
  'text-encoder',
  'unet',
  'decoder',
  /** `latent-diffusion`: the tiny decoder that shows each step. */
  'preview-decoder',
  /** `webllm`: `mlc-chat-config.json`. */
  'chat-config',
  /** `webllm`: `tensor-cache.json`. */
  'shard-index',
  /** `webllm`: `params_shard_N.bin`. */
  'shard',
  /** `webllm`: the program, a WASM file. */
  'library',
] as const;
export type StoredRole = (typeof STORED_ROLES)[number];

/** One file, complete and verified. */
export interface StoredFile {
  readonly role: StoredRole;
  /** Path in its repository, or name of the person's file. */
  readonly path: string;
  /** Of all its bytes; empty for small files of a hub, which are checked by git's SHA-1. */
  readonly sha256: string;
  /** Of the private file system, of memory, or the person's own file: costs no memory before it is read. */
  readonly blob: Blob;
}

/** All files of one model, as a load hands them over. */
export interface StoredFiles {
  readonly layout: LayoutId;
  /** For a person. */
  readonly name: string;
  /** Of the largest file: what tells results of one model from those of another. */
  readonly sha256: string;
  /** `latent-diffusion`: key of its recipe; else empty. */
  readonly recipe: string;
  readonly files: readonly StoredFile[];
}

interface LayoutRuns {
  readonly mechanism: MechanismId;
  readonly modality: Modality;
  /** The first is taken where nothing else is asked for. */
  readonly runtimes: readonly RuntimeId[];
}

/** What a model of this layout generates, and what computes it. */
export const LAYOUT_RUNS: Readonly<Record<LayoutId, LayoutRuns>> = {
  gguf: { mechanism: 'autoregression', modality: 'text', runtimes: ['onnxruntime'] },
  'onnx-causal-lm': { mechanism: 'autoregression', modality: 'text', runtimes: ['onnxruntime'] },
  'latent-diffusion': { mechanism: 'diffusion', modality: 'picture', runtimes: ['onnxruntime'] },
  webllm: { mechanism: 'autoregression', modality: 'text', runtimes: ['webllm'] },
};

/** Tokens at most that a model compiled for WebLLM attends to here: what its list of models allows. */
export const WEBLLM_CONTEXT = 4096;

/** Sizes of a language model, as far as what is shown of it needs them. */
export interface LanguageSizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffn: number;
  readonly vocab: number;
  /** Tokens that it can attend to. */
  readonly context: number;
  readonly ropeTheta: number;
}

/** What is known of a model beside its bytes: kept with it, so that it can be offered offline. */
export interface ModelAbout {
  readonly ref: ModelRef;
  readonly layout: LayoutId;
  /** `latent-diffusion`: key of its recipe; else empty. */
  readonly recipe: string;
  /** For a person. */
  readonly name: string;
  /** Which of several of a repository: "Q4_K_M", "q4f16"; empty where there is one. */
  readonly variant: string;
  /** Architecture, in the model's own words; empty where it does not say. */
  readonly architecture: string;
  /** As its owner states it; empty where nothing is said. */
  readonly licence: string;
  /** Null where it cannot be counted before it is loaded. */
  readonly parameters: number | null;
  readonly sizes: LanguageSizes | null;
  /** Half precision in shaders, without which it does not run on the GPU. */
  readonly needsF16: boolean;
  /** Bytes that it takes in memory while it runs, about. */
  readonly memory: number;
  /** Bytes of its largest single buffer on the GPU; 0 where that is not known. */
  readonly largest: number;
  readonly roles: readonly { readonly role: StoredRole; readonly path: string }[];
}
