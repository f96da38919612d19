/** Tokens as saved: JSON for each, and 16 bytes a candidate (u32 id, u32 piece, f32 logprob, f32 kept). */
import * as v from 'valibot';
import { text } from '../../text/autoregression';
import { listOf } from '../checks';
import { bad, dataView, type BodyReader, type BodyWriter } from '../run/body';
import type { Format, ResultCodec, Version1 } from '../mechanism/mechanism';
import { count, label, number, pass, passes, pieces, specV1, time } from '../run/schema';
import { specFields, specSchema, type AutoregressionSpec, type PromptInput } from './spec';
import type { Candidate, TokenStep } from './token';

const CANDIDATE = 16;
/** Stands for the logprob of something impossible: a saved figure is finite. */
const LOWEST = -3e38;
/** Ten times what the page makes (`core/limits`). */
const MOST_TOKENS = 10_000;

const token = {
  id: count,
  piece: label,
  text: label,
  logprob: number,
  entropy: number,
  logSum: v.optional(v.nullable(number), null),
  rank: count,
  draw: number,
  /** How many candidates of the body are its own. */
  candidates: count,
};
const savedToken = v.object({ ...token, passes });

const ids = listOf(count, 100_000);

const codec: ResultCodec<PromptInput, TokenStep> = {
  input: v.object({ ids, pieces, passes }),
  result: savedToken,
  write({ index, candidates, ...rest }, body) {
    writeCandidates(candidates, body);
    return { ...rest, candidates: candidates.length };
  },
  read(saved, index, body) {
    const { candidates, ...rest } = saved as v.InferOutput<typeof savedToken>;
    return { index, ...rest, candidates: readCandidates(body, candidates) };
  },
  size: ({ candidates }) => 500 + CANDIDATE * candidates.length,
};

const version1: Version1<AutoregressionSpec, PromptInput, TokenStep> = {
  lane: 'language',
  modality: 'text',
  becomes: 'a',
  bench: { prompt: 'question', results: 'tokens' },
  trace: v.pipe(
    v.object({
      spec: v.object({ ...specV1, lane: v.literal('language'), ...specFields }),
      prompt: v.nullable(v.object({ ids, pieces, t: time })),
      tokens: listOf(v.object({ ...token, pass, t: time }), MOST_TOKENS),
      steps: listOf(v.unknown(), 0),
    }),
    v.transform(({ spec, prompt, tokens }) => ({
      spec: { ...spec, lane: 'a', mechanism: 'autoregression' as const },
      input: prompt && { ...prompt, passes: [] },
      bytes: tokens.reduce((sum, { candidates }) => sum + candidates * CANDIDATE, 0),
      results: tokens.map(({ t, candidates, pass, ...rest }) => ({
        t,
        read: (body: BodyReader, index: number): TokenStep => ({
          ...{ index, ...rest, passes: [pass] },
          candidates: readCandidates(body, candidates),
        }),
      })),
    })),
  ),
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

export const format: Format<AutoregressionSpec, PromptInput, TokenStep> = {
  spec: specSchema,
  codec,
  version1,
};
