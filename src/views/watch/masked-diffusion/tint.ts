/** How dark a decided position is: by the probability with which it was decided. Pure. */
import type { Place } from '../../../core/masked-diffusion/places';

/** Per cent of the lane's colour at a probability of 1: words on it stay easy to read. */
const MOST = 30;

export function tintOf({ id, asked }: Pick<Place, 'id' | 'asked'>): number {
  return id !== null && asked ? Math.round(MOST * Math.exp(asked.logprob)) : 0;
}
