/**
 * Places of the tour as the address writes them: `#learn/3`, `#learn/3/step`, `#learn/all`, and for
 * a link that a teacher gives `#learn/3?words=a+cat&seed=5`. Pure.
 */
import { LIMITS, MAX_PROMPT } from '../../core/limits';

/** How closely a segment is looked at. */
export const DEPTHS = ['overview', 'step', 'number'] as const;
export type Depth = (typeof DEPTHS)[number];

export interface Place {
  /** Counted from 1; `all` is every segment on one page. Null where the address does not say. */
  readonly segment: number | 'all' | null;
  readonly depth: Depth;
  /** What a link gives the segment to run with; null where it gives nothing. */
  readonly words: string | null;
  readonly seed: number | null;
}

const HASH = /^#learn(?:\/(\d+|all))?(?:\/([a-z]+))?\/?(?:\?(.*))?$/;

/** @param count of segments: a number beyond it is the last */
export function placeIn(hash: string, count: number): Place {
  const [, segment, depth, query = ''] = HASH.exec(hash) ?? [];
  const params = new URLSearchParams(query);
  const words = params.get('words')?.slice(0, MAX_PROMPT).trim();
  const seed = Number(params.get('seed') ?? NaN);
  const { min, max } = LIMITS.seed;
  return {
    segment:
      segment === 'all' ? 'all' : segment ? Math.min(count, Math.max(1, Number(segment))) : null,
    depth: DEPTHS.find((name) => name === depth) ?? 'overview',
    words: words ? words : null,
    seed: Number.isInteger(seed) && seed >= min && seed <= max ? seed : null,
  };
}

export function hashOf(
  segment: number | 'all',
  { depth = 'overview', words, seed }: Partial<Omit<Place, 'segment'>> = {},
): string {
  const params = new URLSearchParams();
  if (words) params.set('words', words);
  if (seed !== undefined && seed !== null) params.set('seed', String(seed));
  const query = params.toString();
  const deep = depth === 'overview' ? '' : `/${depth}`;
  return `#learn/${segment}${deep}${query ? `?${query}` : ''}`;
}
