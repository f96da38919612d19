/** A film as an animated GIF: 256 colours a frame, chosen for each, enlarged without smoothing. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import { breath, enlarged, enlargement, type Film } from './frames';

/** Pixels that the height is enlarged to. */
const HEIGHT = 256;
const COLOURS = 256;

/**
 * @param onprogress frames written so far
 * @throws the signal's reason when it fires
 */
export async function filmGif(
  film: Film,
  onprogress: (frames: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const gif = GIFEncoder();
  const scale = enlargement(film.height, HEIGHT);
  for (let i = 0; i < film.length; i++) {
    const pixels = film.pixels(i);
    const palette = quantize(pixels, COLOURS);
    const indices = enlarged(applyPalette(pixels, palette), film.width, scale);
    const delay = film.ms(i);
    gif.writeFrame(indices, film.width * scale, film.height * scale, { palette, delay });
    onprogress(i + 1);
    await breath();
    signal.throwIfAborted();
  }
  gif.finish();
  return new Blob([gif.bytes()], { type: 'image/gif' });
}
