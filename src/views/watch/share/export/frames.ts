/** The frames of a denoising with their times: what animations are made of. Pure. */
import { toRgba } from '../../../../core/image';
import type { Trace } from '../../../../core/run/trace';
import { sampleGain, sideOf } from '../../diffusion/picture';

/** x_t, the predicted x0, or both side by side. */
export type FilmView = 'sample' | 'denoised' | 'both';

export interface Film {
  readonly width: number;
  readonly height: number;
  readonly length: number;
  /** RGBA of a frame, one pixel a value of the tensor. */
  pixels(index: number): Uint8ClampedArray<ArrayBuffer>;
  /** How long a frame stays, milliseconds. */
  ms(index: number): number;
}

/** A frame is shown for as long as its step took, within what an eye can follow. */
const SHORTEST = 40;
const LONGEST = 400;
/** The finished picture. */
const HOLD = 2000;

/** @throws Error where there is no step, or its tensors are no pictures */
export function filmOf(trace: Trace | null, view: FilmView): Film {
  const steps = trace?.steps ?? [];
  const first = steps[0];
  const side = first ? sideOf(first.x) : 0;
  if (!trace || !first || !side) throw new Error('There is no picture yet.');
  const last = steps.length - 1;
  // The sample after the last step is the picture itself.
  const finished = view !== 'denoised' && trace.end?.type === 'done';
  const length = steps.length + (finished ? 1 : 0);
  const origin = trace.encoded?.t ?? trace.startedAt;
  return {
    width: view === 'both' ? 2 * side : side,
    height: side,
    length,
    pixels(index) {
      const step = steps[Math.min(index, last)] ?? first;
      const clean = toRgba(step.denoised);
      if (view === 'denoised' || (view === 'sample' && index > last)) return clean;
      const noisy = index > last ? clean : toRgba(step.x, sampleGain(step.sigma));
      return view === 'sample' ? noisy : beside(noisy, clean, side);
    },
    ms(index) {
      if (index === length - 1) return HOLD;
      const before = index ? (steps[index - 1]?.t ?? origin) : origin;
      const took = (steps[index]?.t ?? before) - before;
      return Math.min(LONGEST, Math.max(SHORTEST, took));
    },
  };
}

function beside(
  left: Uint8ClampedArray,
  right: Uint8ClampedArray,
  side: number,
): Uint8ClampedArray<ArrayBuffer> {
  const both = new Uint8ClampedArray(left.length * 2);
  const row = side * 4;
  for (let y = 0; y < side; y++) {
    both.set(left.subarray(y * row, (y + 1) * row), 2 * y * row);
    both.set(right.subarray(y * row, (y + 1) * row), (2 * y + 1) * row);
  }
  return both;
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
