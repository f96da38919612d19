/**
 * What a file of format version 1 opens to, in words that do not change with the code: figures,
 * texts, and digests of everything that is too long to write down.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SavedRun } from '../../src/core/codec';
import { toRgba } from '../../src/core/image';
import { diffusionMetrics, languageMetrics, settled } from '../../src/core/metrics';
import { passes, textOf, type Trace } from '../../src/core/trace';

/** Of a saved run, as `tests/fixtures/v1/expected.json` has it. */
export function contentsOf({ createdAt, traces }: Omit<SavedRun, 'version'>) {
  return { createdAt, traces: traces.map(contentsOfTrace) };
}

function contentsOfTrace(trace: Trace) {
  const { lane, spec, engine, warm, startedAt, prompt, encoded, tokens, steps, end } = trace;
  return {
    ...{ lane, seed: spec.seed, spec, engine, warm, startedAt, end, duration: trace.duration },
    prompt: prompt && { ids: prompt.ids, pieces: prompt.pieces, t: prompt.t },
    encoded: encoded && { pieces: encoded.pieces, cut: encoded.cut, t: encoded.t },
    passes: { count: passes(trace).length, sha256: digest(passes(trace).map(passFields)) },
    metrics: rounded(lane === 'language' ? languageMetrics(trace) : diffusionMetrics(trace)),
    final: digest(rounded(settled(trace))),
    text: textOf(trace),
    tokens: {
      count: tokens.length,
      ids: tokens.map(({ id }) => id),
      /** Every figure of every token, then every candidate. */
      sha256: digest(tokens.map(tokenFields)),
      candidates: digest(tokens.map(({ candidates }) => candidates.map(candidateFields))),
    },
    steps: {
      count: steps.length,
      sha256: digest(
        steps.map((s) => [s.index, s.sigma, s.sigmaNext, s.nfe, s.passes.length, s.t]),
      ),
      /** RGBA bytes of what is shown at each step; the last is the picture. */
      pictures: steps.map(({ denoised }) => sha(toRgba(denoised))),
      samples: steps.map(({ x }) => sha(x)),
      promptDeltas: steps.map(({ promptDelta }) => promptDelta && sha(promptDelta)),
    },
  };
}

function passFields({ kind, start, ms, size }: ReturnType<typeof passes>[number]) {
  return [kind, start, ms, size];
}

function tokenFields(token: Trace['tokens'][number]) {
  const { index, id, piece, text, logprob, entropy, logSum, rank, draw, t } = token;
  return [index, id, piece, text, logprob, entropy, logSum, rank, draw, t];
}

function candidateFields(candidate: Trace['tokens'][number]['candidates'][number]) {
  const { id, piece, logprob, kept } = candidate;
  return [id, piece, logprob, kept];
}

/** Every number within to six significant digits: sums may be taken in another order. */
export function rounded<T>(value: T): T {
  if (typeof value === 'number') return Number(value.toPrecision(6)) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, rounded(v)])) as T;
  return value;
}

/** As it is after JSON, which knows no undefined. */
export function plain<T>(value: T): unknown {
  return JSON.parse(JSON.stringify(value));
}

function digest(value: unknown): string {
  return sha(new TextEncoder().encode(JSON.stringify(value)));
}

function sha({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return bytesToHex(sha256(new Uint8Array(buffer, byteOffset, byteLength)));
}
