/** The pictures that a headless run leaves, large enough to look at, of any mechanism that has one. */
import { PNG } from 'pngjs';
import { sideOf, toRgba } from '../../src/core/image';
import type { FilmFrame } from '../../src/core/mechanism/film';
import { mechanismOf } from '../../src/core/mechanisms';
import type { Trace } from '../../src/core/run/trace';
import { dotsOf, GLYPH_HEIGHT } from './font';

/** Least side of the picture, in pixels. */
const PICTURE = 512;
/** Least side of a frame of the film. */
const FRAME = 128;
/** Frames in a row: more go into further rows. */
const IN_A_ROW = 10;
const GAP = 8;
/** Pixels to a dot of the font. */
const DOT = 2;
const LINE = (GLYPH_HEIGHT + 3) * DOT;
const PAPER = 255;
const INK = 34;

/**
 * The picture as it is after the last result, every pixel of it a square of pixels; null where the
 * run has none.
 */
export function imagePng(trace: Trace): Buffer | null {
  const picture = mechanismOf(trace).picture?.(trace, trace.results.length);
  if (!picture) return null;
  const side = sideOf(picture);
  const scale = Math.ceil(PICTURE / side);
  const png = new PNG({ width: side * scale, height: side * scale });
  put(png, toRgba(picture), side, scale, 0, 0);
  return PNG.sync.write(png);
}

/**
 * How the picture came about, a frame for each result with its number and what the mechanism says
 * of it; what there is to see of one result stands above one another. Null where there is nothing.
 */
export function filmstripPng(trace: Trace): Buffer | null {
  const frames = framesOf(trace);
  const first = frames[0]?.frame;
  const side = first?.[0] ? sideOf(first[0].values) : 0;
  if (!first || !side) return null;
  const scale = Math.ceil(FRAME / side);
  const cell = { width: side * scale + GAP, height: side * scale * first.length + 2 * LINE + GAP };
  const png = sheet(
    Math.min(frames.length, IN_A_ROW) * cell.width + GAP,
    Math.ceil(frames.length / IN_A_ROW) * cell.height + GAP,
  );
  frames.forEach(({ frame, result }, i) => {
    const left = GAP + (i % IN_A_ROW) * cell.width;
    const top = GAP + Math.floor(i / IN_A_ROW) * cell.height;
    frame.forEach(({ values, gain }, row) => {
      put(png, toRgba(values, gain), side, scale, left, top + row * side * scale);
    });
    const below = top + side * scale * frame.length + 2 * DOT;
    labelsOf(trace, result).forEach((line, k) => {
      write(png, line, left, below + k * LINE);
    });
  });
  return PNG.sync.write(png);
}

/** Each with the index of its result; of a picture that stays for several results only the first. */
function framesOf(trace: Trace): { readonly frame: FilmFrame; readonly result: number }[] {
  const { film, picture } = mechanismOf(trace);
  const all = film?.views.at(-1);
  // The frame after the last result, where there is one, is the picture itself.
  if (film && all)
    return film
      .frames(trace, all.id)
      .slice(0, trace.results.length)
      .map((frame, result) => ({ frame, result }));
  return trace.results.flatMap((_, result) => {
    const values = picture?.(trace, result + 1);
    if (!values || values === picture?.(trace, result)) return [];
    return [{ frame: [{ values, gain: 1 }], result }];
  });
}

/** "STEP 3", and what the mechanism says of it. */
function labelsOf(trace: Trace, index: number): string[] {
  const { film, words } = mechanismOf(trace);
  const result = trace.results[index];
  return [`${words.one} ${index + 1}`, (result && film?.caption?.(result)) ?? ''];
}

function sheet(width: number, height: number): PNG {
  const png = new PNG({ width, height });
  png.data.fill(PAPER);
  return png;
}

/** Each pixel as a square of `scale` pixels. */
function put(
  png: PNG,
  rgba: Uint8ClampedArray,
  side: number,
  scale: number,
  left: number,
  top: number,
): void {
  const row = new Uint8Array(side * scale * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side * scale; x++) {
      const source = (y * side + Math.floor(x / scale)) * 4;
      for (let c = 0; c < 4; c++) row[x * 4 + c] = rgba[source + c] ?? 0;
    }
    for (let copy = 0; copy < scale; copy++)
      png.data.set(row, ((top + y * scale + copy) * png.width + left) * 4);
  }
}

function write(png: PNG, text: string, left: number, top: number): void {
  for (const { x, y } of dotsOf(text))
    for (let k = 0; k < DOT * DOT; k++) {
      const across = left + x * DOT + (k % DOT);
      if (across >= png.width) continue;
      const at = ((top + y * DOT + Math.floor(k / DOT)) * png.width + across) * 4;
      png.data.fill(INK, at, at + 3);
    }
}
