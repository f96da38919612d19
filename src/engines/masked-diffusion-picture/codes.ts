/** The cells as the network reads them. */
import type { Sizes } from '../picture-tokens/network';

/**
 * Both codes of every cell.
 * @param known of the cells in reading order, null or behind the end where one is masked
 */
export function codesIn(
  known: readonly (readonly [number, number] | null)[],
  { side, codes }: Pick<Sizes, 'side' | 'codes'>,
): (readonly [number, number])[] {
  // The number after the codes stands for a masked cell.
  return Array.from({ length: side ** 2 }, (_, place) => known[place] ?? [codes, codes]);
}
