/** The frames of a picture that comes about, with their times: what films are made of. Pure. */
import { sideOf, toRgba } from '../../../../core/image';
import type { FilmFrame, FilmView } from '../../../../core/mechanism/film';
import type { Mechanism } from '../../../../core/mechanism/mechanism';
import { mechanismOf } from '../../../../core/mechanisms';
import type { Trace } from '../../../../core/run/trace';
import { text } from '../../../../text/share';

export interface Film {
  readonly width: number;
  readonly height: number;
  readonly length: number;
  /** RGBA of a frame, one pixel a value of the tensor. */
  pixels(index: number): Uint8ClampedArray<ArrayBuffer>;
  /** How long a frame stays, milliseconds. */
  ms(index: number): number;
}

/** A frame is shown for as long as its result took, within what an eye can follow. */
const SHORTEST = 40;
const LONGEST = 400;
/** The finished picture. */
const HOLD = 2000;

const PICTURE: FilmView = { id: 'picture', name: text.exports.picture };

/** What a film may show of a mechanism's runs, the usual one first. */
export function viewsOf({ film }: Mechanism): readonly FilmView[] {
  return film?.views ?? [PICTURE];
}

/**
 * A frame for each result that has a picture of its own, each with the index of its result; maybe
 * one more.
 */
export function framesOf(
  trace: Trace,
  view: string,
): { readonly frame: FilmFrame; readonly result: number }[] {
  const mechanism = mechanismOf(trace);
  if (mechanism.film)
    return mechanism.film.frames(trace, view).map((frame, result) => ({ frame, result }));
  return trace.results.flatMap((_, result) => {
    const values = mechanism.picture?.(trace, result + 1);
    // A picture may stay for several results.
    if (!values || values === mechanism.picture?.(trace, result)) return [];
    return [{ frame: [{ values, gain: 1 }], result }];
  });
}

/** @throws Error where there is no result, or its tensors are no pictures */
export function filmOf(trace: Trace | null, view: string): Film {
  const frames = trace ? framesOf(trace, view) : [];
  const [first] = frames;
  const side = first?.frame[0] ? sideOf(first.frame[0].values) : 0;
  if (!trace || !first || !side) throw new Error(text.exports.noPicture);
  const { results, input, startedAt } = trace;
  const origin = input?.t ?? startedAt;
  const timeOf = (result: number) => results[result]?.t ?? origin;
  return {
    width: first.frame.length * side,
    height: side,
    length: frames.length,
    pixels(index) {
      const { frame } = frames[index] ?? first;
      return beside(
        frame.map(({ values, gain }) => toRgba(values, gain)),
        side,
      );
    },
    ms(index) {
      const frame = frames[index];
      if (!frame || index === frames.length - 1) return HOLD;
      const took = timeOf(frame.result) - timeOf(frame.result - 1);
      return Math.min(LONGEST, Math.max(SHORTEST, took));
    },
  };
}

/** Pictures of one size in a row. */
function beside(
  pictures: readonly Uint8ClampedArray<ArrayBuffer>[],
  side: number,
): Uint8ClampedArray<ArrayBuffer> {
  const [first] = pictures;
  if (first && pictures.length === 1) return first;
  const row = side * 4;
  const all = new Uint8ClampedArray(row * side * pictures.length);
  pictures.forEach((picture, i) => {
    for (let y = 0; y < side; y++)
      all.set(picture.subarray(y * row, (y + 1) * row), (y * pictures.length + i) * row);
  });
  return all;
}

/** Whole factor that brings a side near to `wanted` pixels. */
export function enlargement(side: number, wanted: number): number {
  return Math.max(1, Math.floor(wanted / side));
}

/** Every value repeated `scale` times in both directions: nearest neighbour. */
export function enlarged<T extends Uint8Array | Uint32Array>(
  values: T,
  width: number,
  scale: number,
): T {
  if (scale === 1) return values;
  const height = values.length / width;
  const wide = width * scale;
  const out = new (values.constructor as new (length: number) => T)(wide * height * scale);
  for (let y = 0; y < height; y++) {
    const start = y * scale * wide;
    for (let x = 0; x < width; x++)
      out.fill(values[y * width + x] ?? 0, start + x * scale, start + (x + 1) * scale);
    for (let k = 1; k < scale; k++) out.copyWithin(start + k * wide, start, start + wide);
  }
  return out;
}

/** Lets the page draw and listen between two pieces of long work. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
