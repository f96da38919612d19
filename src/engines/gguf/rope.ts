/** Tables of the rotary position embedding (RoFormer, Su et al. 2021). */
import type { LlamaConfig } from './config';

/**
 * Cosine and sine of position times frequency, each [context, headDim / 2].
 * @param factors what each frequency is divided by, [headDim / 2]: `rope_freqs.weight`.
 */
export function ropeTables(
  { headDim, ropeTheta, ropeScale }: LlamaConfig,
  context: number,
  factors: Float32Array | null,
): { cos: Float32Array<ArrayBuffer>; sin: Float32Array<ArrayBuffer> } {
  const half = headDim / 2;
  const cos = new Float32Array(context * half);
  const sin = new Float32Array(context * half);
  for (let j = 0; j < half; j++) {
    const frequency = ropeTheta ** -((2 * j) / headDim) / (factors?.[j] ?? 1) / ropeScale;
    for (let p = 0; p < context; p++) {
      cos[p * half + j] = Math.cos(p * frequency);
      sin[p * half + j] = Math.sin(p * frequency);
    }
  }
  return { cos, sin };
}
