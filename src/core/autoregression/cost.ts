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
 * each column (WASM); the KV cache of 2 k d float32 a token and layer, read for p and written for n;
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
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab } = manifest.config;
  const query = heads * headDim;
  const keys = 2 * kvHeads * headDim;
  const perToken = hidden * (query + keys) + query * hidden + 3 * hidden * ffn;
  const attention = 2 * query * (tokens * before + (tokens * (tokens + 1)) / 2);
  const macs = layers * (tokens * perToken + attention) + hidden * vocab;

  const weights = layers * perToken + hidden * vocab;
  const columns = layers * (query + keys + hidden + 2 * ffn + hidden) + vocab;
  const scales = backend === 'webgpu' ? weights / BLOCK : columns;
  const cache = layers * keys * (before + tokens);
  return {
    kind: before === 0 ? 'prefill' : 'decode',
    size: tokens,
    flops: 2 * macs,
    bytes: weights + FLOAT * (scales + cache + tokens * hidden + vocab),
    dispatches: kernelsOf(manifest, backend),
  };
}

/** A pass of the prefill, of as many tokens as most have, and a decode in the middle of the answer. */
export function costs(
  manifests: readonly ModelManifest[],
  backend: Backend,
  { figures, size }: WorkDone,
): PassCost[] {
  // What another runtime than ours does with the weights is not counted.
  if (manifests.some((one) => one.kind === 'webllm-library')) return [];
  const manifest = manifests.find((one) => one.kind === 'language');
  const prompt = Math.round(figures['promptTokens'] ?? 0);
  if (!manifest || !prompt) return [];
  const half = Math.round((figures['tokens'] ?? 0) / 2);
  return [
    languageCost(manifest, backend, Math.round(size('prefill')) || prompt, 0),
    languageCost(manifest, backend, 1, prompt + half),
  ];
}
