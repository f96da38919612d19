/** From a tensor to pixels on a 2D canvas. */
import { sideOf, toRgba } from '../../core/image';

/**
 * @param tensor [3, side, side]
 * @param gain brings a value to -1 black .. 1 white
 * @returns null where it is no square picture
 */
export function imageOf(tensor: Float32Array, gain = 1): ImageData | null {
  const side = sideOf(tensor);
  return side ? new ImageData(toRgba(tensor, gain), side, side) : null;
}

/** Draws pixels one to one; the canvas takes their size and is scaled by style alone. */
export function draw(canvas: HTMLCanvasElement, pixels: ImageData | null): void {
  if (!pixels) return;
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
}
