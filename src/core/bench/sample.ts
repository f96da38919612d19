/** From the traces of one run to its samples: every figure comes from them and nothing else. */
import { figuresOf } from '../measure/metric';
import { mechanismOf } from '../mechanisms';
import type { Pass } from '../run/run';
import { lastResultAt, passes, type Trace } from '../run/trace';
import type { BenchPass, BenchSample, Overlap } from './bench';

/** What a sample says of its run beyond the traces. */
export type Place = Pick<BenchSample, 'round' | 'prompt' | 'sweep' | 'at' | 'engine'>;

/**
 * @param trace of the lane that is measured.
 * @param others of the lanes that ran at the same time, on the same clock; none where it ran alone.
 */
export function sampleOf(trace: Trace, others: readonly Trace[], place: Place): BenchSample {
  const ran = withWaits(trace);
  const waits = ran.slice(1).map(({ wait }) => wait);
  const alone = !others.length;
  return {
    ...place,
    lane: trace.spec.lane,
    policy: trace.spec.policy,
    start: trace.warm ? 'warm' : 'cold',
    results: trace.results.length,
    longestPassMs: Math.max(0, ...ran.map(({ ms }) => ms)),
    longestWaitMs: Math.max(0, ...waits),
    passesWaited: alone ? null : passesWaited(ran, others.flatMap(passes)),
    overlap: alone ? null : overlap(trace, others),
    passes: ran,
    figures: figuresOf(mechanismOf(trace).metrics, trace),
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

/** Most passes of other lanes that ended while this lane waited between two of its own. */
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
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

function pieces({ startedAt, input, results }: Trace): Piece[] {
  // An input that no pass was made for is no work: the first result's passes read it.
  const done = [...(input?.passes.length ? [input] : []), ...results];
  let from = startedAt;
  return done.flatMap(({ t, passes }) => {
    const kind = passes[0]?.kind;
    const piece = { from, to: t };
    from = t;
    return kind ? { kind, ...piece } : [];
  });
}

function overlap(trace: Trace, others: readonly Trace[]): Overlap {
  const all = [trace, ...others];
  const from = Math.max(...all.map(({ startedAt }) => startedAt));
  const to = Math.min(...all.map(lastResultAt));
  const kinds = Object.keys(mechanismOf(trace).passes);
  const done: Record<string, number> = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  for (const piece of pieces(trace)) {
    const inside = Math.min(to, piece.to) - Math.max(from, piece.from);
    if (inside > 0) done[piece.kind] = (done[piece.kind] ?? 0) + inside / (piece.to - piece.from);
  }
  return { ms: Math.max(0, to - from), done };
}
