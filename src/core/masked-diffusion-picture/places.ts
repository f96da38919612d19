/** What stands in each cell after so many passes. Pure. */
import { placesAfter, type Place } from '../unmasking/places';
import type { Given } from '../unmasking/pass';
import type { AskedCell } from './pass';
import type { MaskedPictureTrace } from './spec';

export type CellPlace = Place<Given, AskedCell>;

/** Every cell, in reading order. Empty before the prompt is read. */
export function cellsAt({ spec, input, results }: MaskedPictureTrace, count: number): CellPlace[] {
  if (!input) return [];
  const length = input.side ** 2;
  const put = spec.from?.put ?? [];
  return placesAfter<Given, AskedCell>({ length, begun: length, fixed: [], put, results }, count);
}

/** Id of each cell after so many passes; null where it is not decided. */
export function idsAt(trace: MaskedPictureTrace, count: number): (number | null)[] {
  return cellsAt(trace, count).map(({ known }) => known?.id ?? null);
}
