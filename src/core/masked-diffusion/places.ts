/** What stands at each position after so many passes: all that the views show. Pure. */
import { placesAfter, type Place as Filled } from '../unmasking/places';
import type { Asked, Fixed } from './pass';
import type { MaskedTrace } from './spec';

export interface Place extends Filled<Fixed, Asked> {
  /** Null while it is not decided. */
  readonly id: number | null;
  readonly piece: string;
  /** Behind the end of the text: it fills the block and is not read. */
  readonly after: boolean;
}

/** Every position that the text can have, in order. Empty before the prompt is read. */
export function placesAt({ spec, input, results }: MaskedTrace, count: number): Place[] {
  if (!input) return [];
  const { length, fixed, endId } = input;
  const begun = results.slice(0, count).at(-1)?.end ?? 0;
  const put = spec.from?.put ?? [];
  let over = false;
  return placesAfter<Fixed, Asked>({ length, begun, fixed, put, results }, count).map((place) => {
    const { id = null, piece = '' } = place.known ?? {};
    const after = over;
    if (id === endId) over = true;
    return { ...place, id, piece, after };
  });
}

/** The text that the places hold, `_` for each that is not decided. */
export function textOf(trace: MaskedTrace, count = trace.results.length): string {
  const { endId = -1 } = trace.input ?? {};
  const places = placesAt(trace, count).filter(({ state }) => state !== 'later');
  const end = places.findIndex(({ id }) => id === endId);
  return spelled(
    (end < 0 ? places : places.slice(0, end)).map(({ id, piece }) => (id === null ? ' _' : piece)),
  );
}

const BYTE = /^<0x([0-9A-F]{2})>$/i;

/** Pieces of a vocabulary that writes a space as `▁` and unknown characters byte by byte. */
export function spelled(pieces: readonly string[]): string {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length) text += decoder.decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const piece of pieces) {
    const byte = BYTE.exec(piece)?.[1];
    if (byte) bytes.push(parseInt(byte, 16));
    else {
      flush();
      text += shownPiece(piece);
    }
  }
  flush();
  return text.trimStart();
}

/** A piece with its space as a space. */
export function shownPiece(piece: string): string {
  return piece.replaceAll('▁', ' ');
}
