/** The hue of a run: the same for all of a kind of output, in every segment. */
import type { Trace } from '../../../core/run/trace';

export function toneOf(trace: Trace | null): 'a' | 'b' {
  return trace?.engine.modality === 'picture' ? 'b' : 'a';
}
