/** Candidates of a token as saved, 16 bytes each: u32 id, u32 piece, f32 logprob, f32 kept. */
import { bad, dataView, type BodyReader, type BodyWriter } from './body';

/** Bytes of one. */
export const CANDIDATE = 16;
/** Stands for the logprob of something impossible: a saved figure is finite. */
const LOWEST = -3e38;

interface Candidate {
  readonly id: number;
  readonly piece: string;
  readonly logprob: number;
  readonly kept: number;
}

export function writeCandidates(candidates: readonly Candidate[], body: BodyWriter): void {
  const view = dataView(body.room(candidates.length * CANDIDATE));
  candidates.forEach(({ id, piece, logprob, kept }, i) => {
    const at = i * CANDIDATE;
    view.setUint32(at, id, true);
    view.setUint32(at + 4, body.string(piece), true);
    view.setFloat32(at + 8, Math.max(logprob, LOWEST), true);
    view.setFloat32(at + 12, kept, true);
  });
}

/**
 * @param damaged why the file is refused where one is no candidate, as a clause
 * @throws EngineError `bad-input`
 */
export function readCandidates(body: BodyReader, length: number, damaged: string): Candidate[] {
  const view = dataView(body.take(length * CANDIDATE));
  return Array.from({ length }, (_, i) => {
    const at = i * CANDIDATE;
    const piece = body.string(view.getUint32(at + 4, true));
    const logprob = view.getFloat32(at + 8, true);
    const kept = view.getFloat32(at + 12, true);
    if (piece === undefined || !Number.isFinite(logprob) || !Number.isFinite(kept))
      throw bad(damaged);
    return { id: view.getUint32(at, true), piece, logprob, kept };
  });
}
