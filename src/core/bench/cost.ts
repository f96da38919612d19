/**
 * How much one forward pass is, from the model's manifest: floating point operations, and the bytes
 * that must at least pass between memory and processor. Estimates of what the mathematics asks for;
 * a runtime may do more (padding, copies), and what fits in a cache is read only once.
 *
 * A Llama layer over n tokens with p before them (Touvron et al. 2023; counted as in Kaplan et al.
 * 2020, appendix B, and Pope et al. 2022): multiply-accumulates
 *   products   n (h (a d + 2 k d) + a d h + 3 h f)     queries, keys, values; output; gated MLP
 *   attention  2 a d (n p + n (n + 1) / 2)             scores and their sum, causal
 * with h hidden, a heads, k key-value heads, d head size, f MLP size; and h V once for the head,
 * because only the last token's logits are computed. Bytes: every weight of the products once, in
 * the 8 bits that both graphs hold them in, with one float32 scale for each block of 32 (WebGPU) or
 * each column (WASM); the KV cache of 2 k d float32 a token and layer, read for p and written for n;
 * the logits. Two floating point operations are one multiply-accumulate.
 *
 * Dispatches are the kernels of the graph (nodes that are no views); a runtime may fuse some.
 *
 * Text encoder and denoiser: counted on their graphs (`models/ddmodels/work.py`), weights and
 * activations in float32. The weights are read once for the whole pass, however many pictures it computes.
 */
import type { BenchResult, BenchSample, PassCost } from './bench';
import { stat } from '../measure/stats';
import { fileOf, type LanguageManifest, type ModelManifest } from '../manifest';
import type { Backend } from '../run/run';

const FLOAT = 4;
/** Values that share a scale on WebGPU. */
const BLOCK = 32;

/**
 * One pass of the language model.
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
    dispatches: dispatches(manifest, backend),
  };
}

/**
 * One pass of the denoiser or of the text encoder.
 * @param size evaluations in the pass (one for each picture, two with guidance), or tokens of the text
 * @returns null where the manifest does not tell
 */
export function networkCost(
  manifest: ModelManifest,
  backend: Backend,
  size: number,
): PassCost | null {
  const { work } = manifest;
  if (!work || (manifest.kind !== 'denoiser' && manifest.kind !== 'text-encoder')) return null;
  const share = manifest.kind === 'denoiser' ? size : size / manifest.config.maxTokens;
  return {
    kind: manifest.kind === 'denoiser' ? 'denoise' : 'encode',
    size,
    flops: 2 * work.macs * share,
    bytes: FLOAT * (work.weights + work.activations * share),
    dispatches: dispatches(manifest, backend),
  };
}

function dispatches(manifest: ModelManifest, backend: Backend): number {
  return fileOf(manifest, 'graph', backend).kernels ?? 0;
}

/**
 * One typical pass of each kind that a benchmark made: its own prefill, a decode in the middle of
 * its answers, its captions and its batch; on the backend of each lane's first engine.
 * @param manifests of the models that were run
 */
export function costsOf(
  manifests: readonly ModelManifest[],
  { samples, engines }: Pick<BenchResult, 'samples' | 'engines'>,
): PassCost[] {
  const own = samples.filter(({ sweep }) => !sweep);
  const typical = (figure: (sample: BenchSample) => number | null) =>
    Math.round(stat(own.map(figure))?.median ?? 0);
  const prompt = typical((s) => (s.lane === 'language' ? s.promptTokens : null));
  const tokens = typical((s) => (s.lane === 'language' ? s.tokens : null));
  const batch = typical((s) => (s.lane === 'diffusion' ? s.batch : null));
  const caption = typical((s) => s.passes.find(({ kind }) => kind === 'encode')?.size ?? null);
  return manifests.flatMap((manifest) => {
    const lane =
      manifest.kind === 'denoiser' || manifest.kind === 'text-encoder' ? 'diffusion' : 'language';
    const backend = engines.find((engine) => engine.lane === lane)?.backend;
    if (!backend) return [];
    if (manifest.kind === 'language')
      return prompt
        ? [
            languageCost(manifest, backend, prompt, 0),
            languageCost(manifest, backend, 1, prompt + Math.round(tokens / 2)),
          ]
        : [];
    const size = manifest.kind === 'denoiser' ? batch : caption;
    const cost = size ? networkCost(manifest, backend, size) : null;
    return cost ?? [];
  });
}
