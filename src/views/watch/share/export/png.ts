/** Pictures of a run as PNG, enlarged without smoothing. */
import { sideOf, toRgba } from '../../../../core/image';
import type { Shown } from '../../../../core/mechanism/film';
import { mechanismOf } from '../../../../core/mechanisms';
import type { Trace } from '../../../../core/run/trace';
import { enlarged, enlargement, framesOf, viewsOf } from './frames';

/** Pixels a side of the picture is enlarged to. */
const PICTURE = 512;
/** The same of a frame of the filmstrip, where the strip does not get too wide by it. */
const FRAME = 128;
/** Browsers draw no wider canvas. */
const WIDEST = 16_000;

/** The newest picture. @throws Error where there is none */
export function picturePng(trace: Trace | null): Promise<Blob> {
  const values = trace && mechanismOf(trace).picture?.(trace, trace.results.length);
  const side = values ? sideOf(values) : 0;
  if (!values || !side) throw new Error('There is no picture yet.');
  return png([{ values, gain: 1 }], 1, side, enlargement(side, PICTURE));
}

/**
 * One column a result, the first left, with all there is to see of it one below the other.
 * @throws Error without a picture, or where there are more than a canvas can hold
 */
export function filmstripPng(trace: Trace | null): Promise<Blob> {
  const view = trace && viewsOf(mechanismOf(trace)).at(-1);
  const frames = (trace && view ? framesOf(trace, view.id) : [])
    // The end of a run is no result.
    .slice(0, trace?.results.length)
    .map(({ frame }) => frame);
  const [first] = frames;
  const side = first?.[0] ? sideOf(first[0].values) : 0;
  if (!trace || !first || !side) throw new Error('There is no picture yet.');
  const columns = frames.length;
  const room = Math.floor(WIDEST / (side * columns));
  const { many } = mechanismOf(trace).words;
  if (!room) throw new Error(`${columns} ${many} in one row are wider than a browser can draw.`);
  const rows = first.flatMap((_, row) => frames.flatMap((frame) => frame[row] ?? []));
  return png(rows, columns, side, Math.min(room, enlargement(side, FRAME)));
}

/** Tensors in rows. */
async function png(
  pictures: readonly Shown[],
  columns: number,
  side: number,
  scale: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const size = side * scale;
  canvas.width = size * columns;
  canvas.height = size * Math.ceil(pictures.length / columns);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw.');
  pictures.forEach(({ values, gain }, i) => {
    const pixels = enlarged(new Uint32Array(toRgba(values, gain).buffer), side, scale);
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), size, size);
    context.putImageData(image, (i % columns) * size, Math.floor(i / columns) * size);
  });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture is too large for this browser.');
  return blob;
}
