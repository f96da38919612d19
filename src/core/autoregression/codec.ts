/** Tokens as saved: JSON for each, and 16 bytes a candidate (u32 id, u32 piece, f32 logprob, f32 kept). */
import * as v from 'valibot';
import { text } from '../../text/mechanism-details';
import { listOf } from '../checks';
import { textOf } from './text';
import type { BodyReader } from '../run/body';
import { CANDIDATE, readCandidates, writeCandidates } from '../run/candidates';
import type { Format, ResultCodec, Version1 } from '../mechanism/mechanism';
import { count, label, number, pass, passes, pieces, specV1, time } from '../run/schema';
import { specFields, specSchema, type AutoregressionSpec, type PromptInput } from './spec';
import type { TokenStep } from './token';

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
    return { index, ...rest, candidates: readCandidates(body, candidates, text.refused.token) };
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
          candidates: readCandidates(body, candidates, text.refused.token),
        }),
      })),
    })),
  ),
};

export const format: Format<AutoregressionSpec, PromptInput, TokenStep> = {
  spec: specSchema,
  codec,
  version1,
  cite({ spec: { sampling, maxTokens, controlTokens: control = false }, results }) {
    const penalty = sampling.repetitionPenalty;
    return text.cite.tokens({
      ...sampling,
      penalty,
      done: results.length,
      most: maxTokens,
      control,
    });
  },
  numbers: (trace) => ({
    prompt: trace.input && {
      ids: trace.input.ids,
      pieces: trace.input.pieces,
      t: trace.input.t,
    },
    text: textOf(trace),
    tokens: trace.results,
  }),
  table: {
    name: 'tokens',
    heads: [
      ...['index', 'id', 'piece', 'text', 'logprob', 'probability', 'entropy', 'rank', 'draw'],
      ...['pass', 'start_ms', 'pass_ms', 't_ms'],
    ],
    row: ({ index, id, piece, text: own, logprob, entropy, rank, draw, passes, t }) => [
      // As JSON strings: whitespace shows, and no cell is a formula.
      ...[index, id, JSON.stringify(piece), JSON.stringify(own)],
      ...[logprob, Math.exp(logprob), entropy, rank, draw],
      ...[passes[0]?.kind ?? '', passes[0]?.start ?? t],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },
};
