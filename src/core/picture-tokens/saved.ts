/** How candidates of cells and the pictures of them are saved: in the body, beside JSON. */
import * as v from 'valibot';
import { text } from '../../text/mechanism-details';
import { shade, sideOf, unshade } from '../image';
import { bad, type BodyReader, type BodyWriter } from '../run/body';
import { readCandidates, writeCandidates } from '../run/candidates';
import { count } from '../run/schema';
import type { CellCandidate } from './cell';

/** Values of a picture of 1024 x 1024 pixels: more is no picture of ours. */
const LARGEST = 3 * 1024 ** 2;

/** How many candidates of the body are a cell's own. */
export const candidateCount = v.pipe(count, v.maxValue(1000));
/** Values of a picture in the body, 0 where there is none. */
export const frameSize = v.pipe(count, v.maxValue(LARGEST));

export function writeCells(candidates: readonly CellCandidate[], body: BodyWriter): number {
  writeCandidates(
    candidates.map((one) => ({ ...one, piece: '' })),
    body,
  );
  return candidates.length;
}

/** @throws EngineError `bad-input` where one is no candidate */
export function readCells(body: BodyReader, length: number): CellCandidate[] {
  const found = readCandidates(body, length, text.refused.cell);
  return found.map(({ id, logprob, kept }) => ({ id, logprob, kept }));
}

/** @returns its values, for `readFrame` */
export function writeFrame(picture: Float32Array | null, body: BodyWriter): number {
  const frame = picture?.length ?? 0;
  if (picture) shade(picture, body.room(frame), 0);
  return frame;
}

/** @throws EngineError `bad-input` where it is no square picture */
export function readFrame(body: BodyReader, frame: number): Float32Array | null {
  const picture = frame ? unshade(body.take(frame)) : null;
  if (picture && !sideOf(picture)) throw bad(text.refused.frame(frame));
  return picture;
}
