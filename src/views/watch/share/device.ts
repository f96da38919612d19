/** What the browser does with a result: saves it, copies it, records it. */

/** Offers bytes or text as a download. */
export function download(data: Blob, name: string): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next task; some take longer to ask where to put it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @returns false where the browser does not allow it */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** Why this browser records no WebM; empty where it does. */
export function whyNoWebm(): string {
  if (typeof MediaRecorder === 'undefined') return 'This browser cannot record video.';
  if (!('captureStream' in HTMLCanvasElement.prototype))
    return 'This browser cannot record a canvas.';
  return webmType() ? '' : 'This browser does not write WebM; the GIF has the same frames.';
}

export function webmType(): string | undefined {
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/** "a-green-dragon-seed-7": of letters and digits of any script, so that every system takes it. */
export function fileName(prompt: string, seed: number): string {
  const words = prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [[...words].slice(0, 40).join('') || 'run', 'seed', seed].join('-');
}
