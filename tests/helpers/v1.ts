/**
 * What a file of format version 1 opens to, in words that do not change with the code: figures,
 * texts, and digests of everything that is too long to write down.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isAutoregression } from '../../src/core/autoregression/spec';
import type { TokenStep } from '../../src/core/autoregression/token';
import { FORMATS } from '../../src/core/formats';
import { isDiffusion } from '../../src/core/diffusion/spec';
import { toRgba } from '../../src/core/image';
import { figuresOf } from '../../src/core/measure/metric';
import { mechanismOf } from '../../src/core/mechanisms';
import type { EngineInfo, Pass } from '../../src/core/run/run';
import type { EndOf, Trace } from '../../src/core/run/trace';
import type { SavedRun } from '../../src/core/saved/codec';

/** Of a saved run, as `tests/fixtures/v1/expected.json` has it: in the words of version 1. */
export function contentsOf({ createdAt, traces }: SavedRun) {
  return { createdAt, traces: traces.map(contentsOfTrace) };
}

/** The figures that version 1 gave of each lane. */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  language: [
    ...['ttftMs', 'prefillTokensPerSecond', 'decodeTokensPerSecond', 'tpotMs'],
    ...['tokens', 'passes'],
  ],
  diffusion: ['encodeMs', 'msPerStep', 'imageMs', 'steps', 'nfe', 'passes'],
};

function contentsOfTrace(trace: Trace) {
  const { engine, warm, startedAt, input, results, end } = trace;
  const { metrics, settled, text } = mechanismOf(trace);
  const lane = FORMATS[trace.spec.mechanism].version1?.lane ?? '';
  const { mechanism: _, ...spec } = trace.spec;
  const figures = figuresOf(metrics, trace);
  const tokens = isAutoregression(trace) ? trace.results : [];
  const steps = isDiffusion(trace) ? trace.results : [];
  // Version 1 listed the pass of the input first, whenever it ran.
  const ran = [...(input?.passes ?? []), ...results.flatMap(({ passes }) => passes)];
  return {
    ...{ lane, seed: spec.seed, spec: { ...spec, lane }, warm, startedAt },
    engine: engineOfVersion1(engine, lane),
    end: end && { ...endOfVersion1(end), seq: trace.lastSeq, runId: spec.runId },
    duration: trace.duration,
    prompt:
      isAutoregression(trace) && trace.input
        ? { ids: trace.input.ids, pieces: trace.input.pieces, t: trace.input.t }
        : null,
    encoded:
      isDiffusion(trace) && trace.input
        ? { pieces: trace.input.pieces, cut: trace.input.cut, t: trace.input.t }
        : null,
    passes: { count: ran.length, sha256: digest(ran.map(passFields)) },
    metrics: rounded({
      lane,
      ...Object.fromEntries((METRICS[lane] ?? []).map((key) => [key, figures[key]])),
    }),
    final: digest(rounded(settled(trace))),
    text: text?.(trace, results.length) ?? '',
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

function engineOfVersion1(engine: EngineInfo, lane: string) {
  const { mechanism: _, modality: __, runtimeId: ___, model, ...rest } = engine;
  return { ...rest, lane, model: { id: model.id, name: model.name, sha256: model.sha256 } };
}

function endOfVersion1(end: EndOf) {
  return end.type === 'done' && end.reason === 'complete' ? { ...end, reason: 'steps' } : end;
}

function passFields({ kind, start, ms, size }: Pass) {
  return [kind, start, ms, size];
}

function tokenFields(token: TokenStep & { readonly t: number }) {
  const { index, id, piece, text, logprob, entropy, logSum, rank, draw, t } = token;
  return [index, id, piece, text, logprob, entropy, logSum, rank, draw, t];
}

function candidateFields(candidate: TokenStep['candidates'][number]) {
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
