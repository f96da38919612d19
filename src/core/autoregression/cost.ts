/**
 * How much one forward pass of a Llama is, from the manifest: floating point operations, and the
 * bytes that must at least pass between memory and processor. Estimates of what the mathematics
 * asks for; a runtime may do more (padding, copies), and what fits in a cache is read only once.
 *
 * A layer over n tokens with p before them (Touvron et al. 2023; counted as in Kaplan et al. 2020,
 * appendix B, and Pope et al. 2022): multiply-accumulates
 *   products   n (h (a d + 2 k d) + a d h + 3 h f)     queries, keys, values; output; gated MLP
 *   attention  2 a d (n p + n (n + 1) / 2)             scores and their sum, causal
 * with h hidden, a heads, k key-value heads, d head size, f MLP size; and h V once for the head,
 * because only the last token's logits are computed. Bytes: every weight of the products once, in
 * the 8 bits that both graphs hold them in, with one float32 scale for each block of 32 (WebGPU) or
 * each column (WASM), or in those that WebLLM has; the KV cache of 2 k d float32 a token and layer, read for p and written for n;
 * the logits. Two floating point operations are one multiply-accumulate.
 */
import type { PassCost, WorkDone } from '../measure/axis';
import { kernelsOf } from '../measure/kernels';
import type { LanguageManifest, ModelManifest } from '../manifest';
import type { Backend } from '../run/run';

const FLOAT = 4;
/** Values that share a scale on WebGPU. */
const BLOCK = 32;

/**
 * One pass.
 * @param tokens new ones, at least 1
 * @param before tokens in the KV cache
 */
export function languageCost(
  manifest: LanguageManifest,
  backend: Backend,
  tokens: number,
  before: number,
): PassCost {
  const { layers, hidden, heads, kvHeads, headDim, vocab } = manifest.config;
  const query = heads * headDim;
  const keys = 2 * kvHeads * headDim;
  const perToken = layerWeights(manifest.config);
  const attention = 2 * query * (tokens * before + (tokens * (tokens + 1)) / 2);
  const macs = layers * (tokens * perToken + attention) + hidden * vocab;

  const cache = layers * keys * (before + tokens);
  return {
    kind: before === 0 ? 'prefill' : 'decode',
    size: tokens,
    flops: 2 * macs,
    bytes: weightBytes(manifest, backend) + FLOAT * (cache + tokens * hidden + vocab),
    dispatches: kernelsOf(manifest, backend),
  };
}

/** Multiply-accumulates of a layer's products for a token: as many as it has weights. */
function layerWeights({
  hidden,
  heads,
  kvHeads,
  headDim,
  ffn,
}: LanguageManifest['config']): number {
  const query = heads * headDim;
  return hidden * (query + 2 * kvHeads * headDim) + query * hidden + 3 * hidden * ffn;
}

/** Of the products, in the 8 bits of our graphs, with their scales. */
function weightBytes({ config }: LanguageManifest, backend: Backend): number {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab } = config;
  const weights = layers * layerWeights(config) + hidden * vocab;
  const rows = (heads + 2 * kvHeads) * headDim + hidden + 2 * ffn + hidden;
  return weights + FLOAT * (backend === 'webgpu' ? weights / BLOCK : layers * rows + vocab);
}

/**
 * As WebLLM holds the weights: those of the layers in 4 bit with a scale and a minimum for each
 * block, the head's in 8 with a scale. Its kernels are its own.
 */
function onWebLlm(manifest: LanguageManifest, backend: Backend, cost: PassCost): PassCost {
  const { layers, hidden, vocab } = manifest.config;
  const inLayers = layers * layerWeights(manifest.config) * (1 / 2 + (2 * FLOAT) / BLOCK);
  const weights = inLayers + hidden * vocab * (1 + FLOAT / BLOCK);
  return { ...cost, bytes: cost.bytes - weightBytes(manifest, backend) + weights, dispatches: 0 };
}

/** A pass of the prefill, of as many tokens as most have, and a decode in the middle of the answer. */
export function costs(
  manifests: readonly ModelManifest[],
  backend: Backend,
  { figures, size }: WorkDone,
): PassCost[] {
  const manifest = manifests.find((one) => one.kind === 'language');
  const prompt = Math.round(figures['promptTokens'] ?? 0);
  if (!manifest || !prompt) return [];
  const half = Math.round((figures['tokens'] ?? 0) / 2);
  const passes = [
    languageCost(manifest, backend, Math.round(size('prefill')) || prompt, 0),
    languageCost(manifest, backend, 1, prompt + half),
  ];
  const webLlm = manifests.some((one) => one.kind === 'webllm-library');
  return webLlm ? passes.map((cost) => onWebLlm(manifest, backend, cost)) : passes;
}
