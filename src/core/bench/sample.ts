/**
 * From the traces of one run to its samples. Every figure is computed here, from the traces and
 * nothing else (`metrics.ts` for those that the Watch view shows too).
 */
import type { BenchPass, BenchSample, DiffusionSample, LanguageSample, Overlap } from './bench';
import { quantile } from '../measure/stats';
import { diffusionMetrics, languageMetrics } from '../run/metrics';
import type { Pass } from '../run/run';
import { passes, type Trace } from '../run/trace';

/** What a sample says of its run beyond the traces. */
export type Place = Pick<BenchSample, 'round' | 'prompt' | 'sweep' | 'at' | 'engine'>;

/**
 * @param trace of the lane that is measured.
 * @param other of the lane that ran at the same time, on the same clock; null where it ran alone.
 */
export function sampleOf(trace: Trace, other: Trace | null, place: Place): BenchSample {
  const ran = withWaits(trace);
  const waits = ran.slice(1).map(({ wait }) => wait);
  const common = {
    ...place,
    policy: trace.spec.policy,
    start: trace.warm ? ('warm' as const) : ('cold' as const),
    runMs: lastResult(trace) - trace.startedAt,
    longestPassMs: Math.max(0, ...ran.map(({ ms }) => ms)),
    longestWaitMs: Math.max(0, ...waits),
    passesWaited: other && passesWaited(ran, passes(other)),
    overlap: other && overlap(trace, other),
    passes: ran,
  };
  return trace.spec.lane === 'language'
    ? { ...common, ...languageFigures(trace) }
    : { ...common, ...diffusionFigures(trace) };
}

type Own<T extends BenchSample> = Omit<T, keyof Place | keyof Shared>;
type Shared = Pick<
  BenchSample,
  | 'policy'
  | 'start'
  | 'runMs'
  | 'longestPassMs'
  | 'longestWaitMs'
  | 'passesWaited'
  | 'overlap'
  | 'passes'
>;

function languageFigures(trace: Trace): Own<LanguageSample> {
  const { ttftMs, prefillTokensPerSecond, decodeTokensPerSecond, tpotMs, tokens } =
    languageMetrics(trace);
  const gaps = trace.tokens.slice(1).map(({ t }, i) => t - (trace.tokens[i]?.t ?? t));
  return {
    lane: 'language',
    promptTokens: trace.prompt?.ids.length ?? 0,
    tokens,
    ttftMs,
    prefillTokensPerSecond,
    decodeTokensPerSecond,
    tpotMs,
    tpotP50Ms: gaps.length ? quantile(gaps, 0.5) : null,
    tpotP95Ms: gaps.length ? quantile(gaps, 0.95) : null,
  };
}

function diffusionFigures(trace: Trace): Own<DiffusionSample> {
  const { encodeMs, msPerStep, imageMs, steps, nfe } = diffusionMetrics(trace);
  const pictures = (trace.spec.lane === 'diffusion' && trace.spec.batch) || 1;
  return {
    lane: 'diffusion',
    encodeMs,
    msPerStep,
    imageMs,
    // Of finished pictures: half of one is none.
    picturesPerMinute: trace.end?.type === 'done' && imageMs ? (pictures * 60_000) / imageMs : null,
    steps,
    nfe,
    batch: Math.max(0, ...trace.steps.flatMap((step) => step.passes.map(({ size }) => size))),
    pictures,
  };
}

function withWaits(trace: Trace): BenchPass[] {
  let free = trace.startedAt;
  return passes(trace).map(({ kind, start, ms, size }) => {
    const wait = Math.max(0, start - free);
    free = start + ms;
    return { kind, start, ms, size, wait };
  });
}

/** Most passes of the other lane that ended while this lane waited between two of its own. */
function passesWaited(own: readonly BenchPass[], others: readonly Pass[]): number {
  const ends = others.map(({ start, ms }) => start + ms);
  let most = 0;
  for (const { start, wait } of own.slice(1)) {
    const during = ends.filter((end) => end > start - wait && end <= start).length;
    most = Math.max(most, during);
  }
  return most;
}

/** A piece of work: from one result of the lane to its next. */
interface Piece {
  readonly kind: Pass['kind'];
  readonly from: number;
  readonly to: number;
}

function pieces(trace: Trace): Piece[] {
  const results: { t: number; kind: Pass['kind'] }[] = [];
  if (trace.encoded) results.push({ t: trace.encoded.t, kind: 'encode' });
  for (const { t, pass } of trace.tokens) results.push({ t, kind: pass.kind });
  for (const { t } of trace.steps) results.push({ t, kind: 'denoise' });
  let from = trace.startedAt;
  return results.map(({ t, kind }) => {
    const piece = { kind, from, to: t };
    from = t;
    return piece;
  });
}

function overlap(trace: Trace, other: Trace): Overlap {
  const from = Math.max(trace.startedAt, other.startedAt);
  const to = Math.min(lastResult(trace), lastResult(other));
  const done = { prefill: 0, decode: 0, encode: 0, denoise: 0 };
  for (const piece of pieces(trace)) {
    const inside = Math.min(to, piece.to) - Math.max(from, piece.from);
    if (inside > 0) done[piece.kind] += inside / (piece.to - piece.from);
  }
  return { ms: Math.max(0, to - from), done };
}

/** When the newest result was on the CPU: the end event may come later. */
function lastResult(trace: Trace): number {
  return trace.steps.at(-1)?.t ?? trace.tokens.at(-1)?.t ?? trace.encoded?.t ?? trace.startedAt;
}
