/** Pictures of a denoising as PNG, enlarged without smoothing. */
import { toRgba } from '../../../../core/image';
import type { Trace } from '../../../../core/run/trace';
import { sampleGain, sideOf } from '../../diffusion/picture';
import { enlarged, enlargement } from './frames';

/** Pixels a side of the picture is enlarged to. */
const PICTURE = 512;
/** The same of a frame of the filmstrip, where the strip does not get too wide by it. */
const FRAME = 128;
/** Browsers draw no wider canvas. */
const WIDEST = 16_000;

/** The newest predicted x0. @throws Error without a step */
export function picturePng(trace: Trace | null): Promise<Blob> {
  const last = trace?.steps.at(-1);
  const side = last ? sideOf(last.denoised) : 0;
  if (!last || !side) throw new Error('There is no picture yet.');
  return png([[last.denoised, 1]], 1, side, enlargement(side, PICTURE));
}

/**
 * One column a step, first step left: above the sample x_t as it is shown, below the predicted x0.
 * @throws Error without a step, or where there are more than a canvas can hold
 */
export function filmstripPng(trace: Trace | null): Promise<Blob> {
  const steps = trace?.steps ?? [];
  const side = steps[0] ? sideOf(steps[0].x) : 0;
  if (!side) throw new Error('There is no picture yet.');
  const room = Math.floor(WIDEST / (side * steps.length));
  if (!room) throw new Error(`${steps.length} steps in one row are wider than a browser can draw.`);
  const above = steps.map(({ x, sigma }) => [x, sampleGain(sigma)] as const);
  const below = steps.map(({ denoised }) => [denoised, 1] as const);
  const scale = Math.min(room, enlargement(side, FRAME));
  return png([...above, ...below], steps.length, side, scale);
}

/** Tensors with their gains, in rows. */
async function png(
  frames: readonly (readonly [Float32Array, number])[],
  columns: number,
  side: number,
  scale: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const size = side * scale;
  canvas.width = size * columns;
  canvas.height = size * Math.ceil(frames.length / columns);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw.');
  frames.forEach(([tensor, gain], i) => {
    const pixels = enlarged(new Uint32Array(toRgba(tensor, gain).buffer), side, scale);
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), size, size);
    context.putImageData(image, (i % columns) * size, Math.floor(i / columns) * size);
  });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture is too large for this browser.');
  return blob;
}
