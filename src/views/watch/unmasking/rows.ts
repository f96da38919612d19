/** Rows of `Passes.svelte`: what each pass made of every place. Pure. */
import type { UnmaskingPass } from '../../../core/unmasking/pass';
import type { Place, PlaceState } from '../../../core/unmasking/places';
import { text } from '../../../text/unmasking-views';

export interface PassRow {
  readonly t: number;
  readonly label: string;
  readonly states: readonly PlaceState[];
}

/** @param placesAt what stands in each place after so many passes, of those that are shown */
export function rowsOf(
  results: readonly (UnmaskingPass & { readonly t: number })[],
  placesAt: (count: number) => readonly Pick<Place, 'state'>[],
): PassRow[] {
  return results.map(({ index, asked, remasked, t }) => ({
    t,
    label: text.passes.pass(
      index + 1,
      asked.length,
      asked.filter(({ revealed }) => revealed).length,
      remasked.length,
    ),
    states: placesAt(index + 1).map(({ state }) => state),
  }));
}
