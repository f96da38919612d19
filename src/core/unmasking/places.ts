/** What stands at each place after so many passes: all that the views show. Pure. */
import type { SettledPoint } from '../mechanism/settled';
import type { AskedPlace, Given, Put, UnmaskingPass } from './pass';

/**
 * `later`: not begun. `masked`: not decided. `fixed`: given by the person. `revealed`: decided by the
 * newest pass. `kept`: by an earlier one. `remasked`: masked again by it.
 */
export type PlaceState = 'later' | 'masked' | 'fixed' | 'revealed' | 'kept' | 'remasked';

export interface Place<G extends Given = Given, A extends AskedPlace = AskedPlace> {
  readonly place: number;
  readonly state: PlaceState;
  /** What stands there: what was given, or what was revealed; null while it is not decided. */
  readonly known: G | A | null;
  /** What the pass found that decided it, or the newest one; null for what was given or not asked. */
  readonly asked: A | null;
  /** Index of that pass. */
  readonly pass: number | null;
}

interface Filling<G extends Given, A extends AskedPlace> {
  /** Places that there are. */
  readonly length: number;
  /** Places that the passes on show have come to; those behind are `later`. */
  readonly begun: number;
  readonly fixed: readonly G[];
  readonly put: readonly Put<G>[];
  readonly results: readonly UnmaskingPass<A>[];
}

/** Every place, in order. */
export function placesAfter<G extends Given, A extends AskedPlace>(
  { length, begun, fixed, put, results }: Filling<G, A>,
  count: number,
): Place<G, A>[] {
  const known = new Map<number, { readonly what: G | A; readonly state: PlaceState }>();
  for (const what of fixed) known.set(what.place, { what, state: 'fixed' });
  const found = new Map<number, { asked: A; pass: number }>();
  const again = new Set<number>();
  const shown = results.slice(0, count);
  const given = (pass: number) => {
    for (const what of put) if (what.at === pass) known.set(what.place, { what, state: 'fixed' });
  };
  for (const [pass, { asked, remasked }] of shown.entries()) {
    given(pass);
    const newest = pass === shown.length - 1;
    for (const what of asked) {
      found.set(what.place, { asked: what, pass });
      if (what.revealed) known.set(what.place, { what, state: newest ? 'revealed' : 'kept' });
    }
    for (const place of remasked) {
      known.delete(place);
      if (newest) again.add(place);
    }
  }
  given(shown.length);
  return Array.from({ length }, (_, place): Place<G, A> => {
    const one = known.get(place);
    const last = found.get(place);
    const state =
      one?.state ?? (again.has(place) ? 'remasked' : place < begun ? 'masked' : 'later');
    return {
      ...{ place, state, known: one?.what ?? null },
      ...{ asked: (one?.state !== 'fixed' && last?.asked) || null, pass: last?.pass ?? null },
    };
  });
}

/**
 * "Final so far": a place is final from the last pass on that changed it.
 * @param idsAt of each place after so many passes, null where it is not decided
 */
export function settledPlaces(
  results: readonly { readonly t: number }[],
  idsAt: (count: number) => readonly (number | null)[],
): SettledPoint[] {
  const last = idsAt(results.length);
  const final = new Array<number>(last.length).fill(0);
  results.forEach((_, i) => {
    const now = idsAt(i + 1);
    last.forEach((id, place) => {
      if (now[place] !== id) final[place] = i + 1;
    });
  });
  return results.map(({ t }, i) => ({
    t,
    share: last.length ? final.filter((from) => from <= i).length / last.length : 0,
  }));
}

/** A place that is decided. */
export interface Known {
  readonly id: number;
  /** When it was revealed; null for what was given. */
  readonly logprob: number | null;
}

/** What is decided, by place: what a fork begins with. */
export function knownIn(places: readonly Place[]): Map<number, Known> {
  return new Map(
    places.flatMap(({ place, known, asked }) =>
      known ? [[place, { id: known.id, logprob: asked?.logprob ?? null }] as const] : [],
    ),
  );
}
