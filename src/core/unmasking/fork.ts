/** What forks of a model that fills in by unmasking keep of what a person has put in its places. */
import type { Given, Put } from './pass';

/** A fork that goes on from pass `at`, with what was put before it. */
export function putBefore<G extends Given>(
  from: { readonly put?: readonly Put<G>[] } | undefined,
  at: number,
): Put<G>[] {
  return (from?.put ?? []).filter((one) => one.at <= at);
}

/** The same, and one more before pass `at`; a place has one value. */
export function putHere<G extends Given>(
  from: { readonly put?: readonly Put<G>[] } | undefined,
  at: number,
  put: G,
): Put<G>[] {
  const others = putBefore(from, at).filter(({ place }) => place !== put.place);
  return [...others, { ...put, at }];
}
