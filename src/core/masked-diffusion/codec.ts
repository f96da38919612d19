/** Passes as saved: JSON for each, and 16 bytes a candidate (u32 id, u32 piece, f32 logprob, f32 kept). */
import * as v from 'valibot';
import { text } from '../../text/masked-diffusion';
import { bad, dataView, type BodyReader, type BodyWriter } from '../run/body';
import type { Format, ResultCodec } from '../mechanism/mechanism';
import { count, label, number, passes, pieces } from '../run/schema';
import type { Asked, Candidate, UnmaskPass } from './pass';
import { fixed, specSchema, type MaskedInput, type MaskedSpec } from './spec';

const CANDIDATE = 16;
/** Stands for the logprob of something impossible: a saved figure is finite. */
const LOWEST = -3e38;
/** Far more than any model of this kind has. */
const MOST_PLACES = 10_000;

const places = v.pipe(v.array(count), v.maxLength(MOST_PLACES));
const asked = v.object({
  place: count,
  id: count,
  piece: label,
  logprob: number,
  entropy: number,
  revealed: v.boolean(),
  /** How many candidates of the body are its own. */
  candidates: v.pipe(count, v.maxValue(1000)),
});
const savedPass = v.object({
  begin: count,
  end: v.pipe(count, v.maxValue(MOST_PLACES)),
  asked: v.pipe(v.array(asked), v.maxLength(MOST_PLACES)),
  remasked: places,
  passes,
});
type Saved = v.InferOutput<typeof savedPass>;

const codec: ResultCodec<MaskedInput, UnmaskPass> = {
  input: v.object({
    pieces,
    cut: v.boolean(),
    length: v.pipe(count, v.maxValue(MOST_PLACES)),
    block: v.pipe(count, v.minValue(1)),
    endId: count,
    fixed: v.pipe(v.array(v.object(fixed)), v.maxLength(MOST_PLACES)),
    passes,
  }),
  result: savedPass,
  write({ begin, end, asked, remasked, passes }, body): Saved {
    return {
      ...{ begin, end, remasked: [...remasked], passes: [...passes] },
      asked: asked.map(({ candidates, ...rest }) => {
        writeCandidates(candidates, body);
        return { ...rest, candidates: candidates.length };
      }),
    };
  },
  read(saved, index, body) {
    const { asked, ...rest } = saved as Saved;
    return {
      ...{ index, ...rest },
      asked: asked.map(({ candidates, ...one }): Asked => ({
        ...one,
        candidates: readCandidates(body, candidates),
      })),
    };
  },
  size: ({ asked }) =>
    300 + asked.reduce((sum, { candidates }) => sum + 150 + CANDIDATE * candidates.length, 0),
};

function writeCandidates(candidates: readonly Candidate[], body: BodyWriter): void {
  const view = dataView(body.room(candidates.length * CANDIDATE));
  candidates.forEach(({ id, piece, logprob, kept }, i) => {
    const at = i * CANDIDATE;
    view.setUint32(at, id, true);
    view.setUint32(at + 4, body.string(piece), true);
    view.setFloat32(at + 8, Math.max(logprob, LOWEST), true);
    view.setFloat32(at + 12, kept, true);
  });
}

function readCandidates(body: BodyReader, length: number): Candidate[] {
  const view = dataView(body.take(length * CANDIDATE));
  return Array.from({ length }, (_, i) => {
    const at = i * CANDIDATE;
    const piece = body.string(view.getUint32(at + 4, true));
    const logprob = view.getFloat32(at + 8, true);
    const kept = view.getFloat32(at + 12, true);
    if (piece === undefined || !Number.isFinite(logprob) || !Number.isFinite(kept))
      throw bad(text.errors.candidate);
    return { id: view.getUint32(at, true), piece, logprob, kept };
  });
}

export const format: Format<MaskedSpec, MaskedInput, UnmaskPass> = { spec: specSchema, codec };
