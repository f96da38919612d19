/** What kind of video the browser can record. */
import { text } from '../../../text/share';

const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** Why this browser records no WebM; empty where it does. */
export function whyNoWebm(): string {
  if (typeof MediaRecorder === 'undefined') return text.exports.noVideo;
  if (!('captureStream' in HTMLCanvasElement.prototype)) return text.exports.noCanvasVideo;
  return webmType() ? '' : text.exports.noWebm;
}

export function webmType(): string | undefined {
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}
