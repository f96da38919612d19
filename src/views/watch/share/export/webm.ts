/** A film as a WebM video, recorded from a canvas in real time by the browser's own encoder. */
import { webmType, whyNoWebm } from '../device';
import { enlarged, enlargement, type Film } from './frames';

const HEIGHT = 512;
/** Noise is the hardest thing that a video can show. */
const BITS_PER_SECOND = 8_000_000;

/**
 * Takes as long as the film does.
 * @param onprogress frames recorded so far
 * @throws Error where the browser cannot record; the signal's reason when it fires
 */
export async function filmWebm(
  film: Film,
  onprogress: (frames: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const refusal = whyNoWebm();
  if (refusal) throw new Error(refusal);
  const scale = enlargement(film.height, HEIGHT);
  const canvas = document.createElement('canvas');
  canvas.width = film.width * scale;
  canvas.height = film.height * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw.');
  const show = (i: number): void => {
    const pixels = enlarged(new Uint32Array(film.pixels(i).buffer), film.width, scale);
    const bytes = new Uint8ClampedArray(pixels.buffer as ArrayBuffer);
    context.putImageData(new ImageData(bytes, canvas.width, canvas.height), 0, 0);
  };
  show(0);
  const stream = canvas.captureStream(30);
  const recorder = new MediaRecorder(stream, {
    mimeType: webmType() ?? 'video/webm',
    videoBitsPerSecond: BITS_PER_SECOND,
  });
  const parts: Blob[] = [];
  const over = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => void parts.push(data);
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error('The browser could not record the video.'));
  });
  // Where the loop ends first, its own error is the one that counts.
  over.catch(() => undefined);
  recorder.start();
  try {
    for (let i = 0; i < film.length; i++) {
      show(i);
      onprogress(i + 1);
      await during(film.ms(i), signal);
    }
  } finally {
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  }
  await over;
  return new Blob(parts, { type: 'video/webm' });
}

function during(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
