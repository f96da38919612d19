/**
 * A few models of the hub to begin with, the smallest of each kind first. Sizes and licences as
 * their pages gave them (docs/hub.md says which were not seen): what counts is what the hub answers
 * when one of them is looked at.
 */
import type { LayoutId } from '../../core/stored';

/** What of an entry nobody has seen with their own eyes; keys for words. */
type Unverified = 'address' | 'size' | 'licence';

export interface CuratedModel {
  readonly name: string;
  /** As it would be pasted. */
  readonly address: string;
  readonly layout: LayoutId;
  /** Bytes of its download, about; null where no page gave it. */
  readonly bytes: number | null;
  /** SPDX or as its page names it; empty where none was seen. */
  readonly licence: string;
  readonly unverified: readonly Unverified[];
}

const MB = 1e6;

export const CURATED: readonly CuratedModel[] = [
  {
    name: 'TinyStories 3M',
    address: 'onnx-community/TinyStories-3M-ONNX/onnx/model_quantized.onnx',
    layout: 'onnx-causal-lm',
    bytes: 17 * MB,
    licence: '',
    unverified: ['licence'],
  },
  {
    name: 'SmolLM2 135M Instruct',
    address: 'HuggingFaceTB/SmolLM2-135M-Instruct/onnx/model_q4f16.onnx',
    layout: 'onnx-causal-lm',
    bytes: 136 * MB,
    licence: 'apache-2.0',
    unverified: [],
  },
  {
    name: 'SmolLM2 360M Instruct',
    address: 'HuggingFaceTB/SmolLM2-360M-Instruct-GGUF',
    layout: 'gguf',
    bytes: null,
    licence: 'apache-2.0',
    unverified: ['address', 'size'],
  },
  {
    name: 'SmolLM2 360M Instruct',
    address: 'mlc-ai/SmolLM2-360M-Instruct-q4f16_1-MLC',
    layout: 'webllm',
    bytes: 210 * MB,
    licence: 'apache-2.0',
    unverified: ['size', 'licence'],
  },
  {
    name: 'TinyLlama 1.1B Chat',
    address: 'TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF/tinyllama-1.1b-chat-v1.0.Q4_K_M.gguf',
    layout: 'gguf',
    bytes: 670 * MB,
    licence: 'apache-2.0',
    unverified: ['size'],
  },
  {
    name: 'Llama 3.2 1B Instruct',
    address: 'bartowski/Llama-3.2-1B-Instruct-GGUF/Llama-3.2-1B-Instruct-Q4_K_M.gguf',
    layout: 'gguf',
    bytes: 810 * MB,
    licence: 'llama3.2',
    unverified: [],
  },
  {
    name: 'Qwen2.5 0.5B Instruct',
    address: 'onnx-community/Qwen2.5-0.5B-Instruct/onnx/model_q4f16.onnx',
    layout: 'onnx-causal-lm',
    bytes: 483 * MB,
    licence: 'apache-2.0',
    unverified: ['licence'],
  },
  {
    name: 'Llama 3.2 1B Instruct',
    address: 'onnx-community/Llama-3.2-1B-Instruct/onnx/model_q4f16.onnx',
    layout: 'onnx-causal-lm',
    bytes: 1070 * MB,
    licence: 'llama3.2',
    unverified: [],
  },
  {
    name: 'Qwen3 0.6B',
    address: 'mlc-ai/Qwen3-0.6B-q4f16_1-MLC',
    layout: 'webllm',
    bytes: 340 * MB,
    licence: 'apache-2.0',
    unverified: ['size', 'licence'],
  },
  {
    name: 'Stable Diffusion 1.5',
    address: 'microsoft/stable-diffusion-v1.5-webnn',
    layout: 'latent-diffusion',
    bytes: 2070 * MB,
    licence: 'creativeml-openrail-m',
    unverified: [],
  },
  {
    name: 'SD-Turbo',
    address: 'schmuell/sd-turbo-ort-web',
    layout: 'latent-diffusion',
    bytes: 2510 * MB,
    licence: 'stabilityai-non-comercial',
    unverified: [],
  },
];
