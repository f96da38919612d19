/** A row of the history, as it is stored; rows of earlier versions are read too. */
import * as v from 'valibot';
import { plural } from '../words';

export interface Entry {
  readonly id: string;
  /** Which traces the file holds: two of the same id and parts are the same. */
  readonly parts: string;
  /** When the run ended, ISO 8601. */
  readonly createdAt: string;
  /** The words, as typed. */
  readonly prompt: string;
  readonly seed: number;
  /** How long it is: "64 tokens, 20 steps". */
  readonly size: string;
  /** How it was made: "Euler, guidance 3"; empty where that is not known. */
  readonly how: string;
  /** Where it was computed: "WASM, 2 threads". */
  readonly engine: string;
  /** Of the packed file. */
  readonly bytes: number;
  /** Never dropped to make room. */
  readonly pinned: boolean;
  /** The picture as it was at the end, RGBA, square; null without one. */
  readonly thumb: Uint8ClampedArray<ArrayBuffer> | null;
}

const count = v.pipe(v.number(), v.finite());
const common = {
  id: v.string(),
  parts: v.string(),
  createdAt: v.string(),
  prompt: v.string(),
  seed: count,
  engine: v.string(),
  bytes: count,
  pinned: v.boolean(),
  thumb: v.nullable(v.instance(Uint8ClampedArray)),
};
const row = v.union([
  v.object({ ...common, size: v.string(), how: v.optional(v.string(), '') }),
  v.pipe(
    // Version 1 counted tokens and steps.
    v.object({ ...common, tokens: count, steps: count, how: v.optional(v.string(), '') }),
    v.transform(({ tokens, steps, ...rest }) => ({
      ...rest,
      size: [tokens ? plural(tokens, 'token') : '', steps ? plural(steps, 'step') : '']
        .filter(Boolean)
        .join(', '),
    })),
  ),
]);

/** @returns null where the row is none: one that cannot be read hides no other */
export function entryIn(value: unknown): Entry | null {
  const checked = v.safeParse(row, value);
  return checked.success ? (checked.output as Entry) : null;
}
