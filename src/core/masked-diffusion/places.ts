/** What stands at each position after so many passes: all that the views show. Pure. */
import type { Asked } from './pass';
import type { MaskedTrace } from './spec';

/**
 * `later`: of a block that has not begun. `masked`: not decided. `fixed`: given by the person.
 * `revealed`: decided by the newest pass. `kept`: by an earlier one. `remasked`: masked again by it.
 */
export type PlaceState = 'later' | 'masked' | 'fixed' | 'revealed' | 'kept' | 'remasked';

export interface Place {
  readonly place: number;
  readonly state: PlaceState;
  /** Null while it is not decided. */
  readonly id: number | null;
  readonly piece: string;
  /** What the pass found that decided it, or the newest one; null for what was given or not asked. */
  readonly asked: Asked | null;
  /** Index of that pass. */
  readonly pass: number | null;
  /** Behind the end of the text: it fills the block and is not read. */
  readonly after: boolean;
}

interface Known {
  readonly id: number;
  readonly piece: string;
  readonly state: PlaceState;
}

/** Every position that the text can have, in order. Empty before the prompt is read. */
export function placesAt({ spec, input, results }: MaskedTrace, count: number): Place[] {
  if (!input) return [];
  const { length, fixed, endId } = input;
  const known = new Map<number, Known>();
  for (const { place, id, piece } of fixed) known.set(place, { id, piece, state: 'fixed' });
  const found = new Map<number, { asked: Asked; pass: number }>();
  const again = new Set<number>();
  const shown = results.slice(0, count);
  const put = (pass: number) => {
    for (const { at, place, id, piece } of spec.from?.put ?? [])
      if (at === pass) known.set(place, { id, piece, state: 'fixed' });
  };
  for (const [pass, { asked, remasked }] of shown.entries()) {
    put(pass);
    const newest = pass === shown.length - 1;
    for (const one of asked) {
      found.set(one.place, { asked: one, pass });
      if (one.revealed)
        known.set(one.place, {
          id: one.id,
          piece: one.piece,
          state: newest ? 'revealed' : 'kept',
        });
    }
    for (const place of remasked) {
      known.delete(place);
      if (newest) again.add(place);
    }
  }
  put(shown.length);
  const begun = shown.at(-1)?.end ?? 0;
  let over = false;
  return Array.from({ length }, (_, place): Place => {
    const one = known.get(place);
    const last = found.get(place);
    const after = over;
    if (one?.id === endId) over = true;
    const state =
      one?.state ?? (again.has(place) ? 'remasked' : place < begun ? 'masked' : 'later');
    return {
      ...{ place, state, after },
      ...{ id: one?.id ?? null, piece: one?.piece ?? '' },
      ...{ asked: (one?.state !== 'fixed' && last?.asked) || null, pass: last?.pass ?? null },
    };
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
