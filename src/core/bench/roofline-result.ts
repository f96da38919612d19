/**
 * A benchmark's passes on the roofline: which measured time and which limit belong to each kind of
 * pass, and what that says, in one sentence made of the numbers.
 */
import { text } from '../../text/bench';
import type { PassKind } from '../mechanism/mechanism';
import { stat, type Stat } from '../measure/stats';
import { computesWrongly, type Policy } from '../run/run';
import type { BenchCost, BenchResult, DeviceLimit } from './bench';
import { lanesOf, type BenchLane } from './lanes';
import { limitFor, place, type Need, type Placement } from './roofline';
import { localised } from '../../text/language';

export interface PlacedPass {
  readonly kind: string;
  readonly pass: PassKind;
  readonly lane: BenchLane;
  /** What the lanes did meanwhile; `alone` where it was measured. */
  readonly policy: Policy;
  /** Of one pass, warm. */
  readonly ms: Stat;
  readonly placement: Placement;
}

/** Alone says what a lane can do; the others also say what the other lanes took. */
const POLICIES: readonly Policy[] = ['alone', 'turns', 'together'];

type Measured = Pick<BenchResult, 'samples' | 'engines' | 'costs' | 'plan'>;

/** Warm passes of the plan's own work, by lane and kind; none where a limit or a cost is not known. */
export function placedPasses(result: Measured, limits: readonly DeviceLimit[]): PlacedPass[] {
  const lanes = lanesOf(result);
  return result.costs.flatMap((cost) => {
    const lane = lanes.find(({ id }) => id === cost.lane);
    return (lane && placed(result, lane, cost, limits)) ?? [];
  });
}

function placed(
  { samples, engines }: Measured,
  lane: BenchLane,
  cost: BenchCost,
  limits: readonly DeviceLimit[],
): PlacedPass | null {
  const pass = lane.mechanism.passes[cost.kind];
  if (!pass) return null;
  for (const policy of POLICIES) {
    const own = samples.filter(
      (s) => s.lane === lane.id && s.policy === policy && s.start === 'warm' && !s.sweep,
    );
    const engine = engines[own[0]?.engine ?? -1];
    const alike = own.flatMap(({ passes }) => passes.filter(({ kind }) => kind === cost.kind));
    // A prompt takes several passes, of which the last is shorter: the cost is that of the others.
    const same = alike.filter(({ size }) => size === cost.size);
    const ms = stat((same.length ? same : alike).map((one) => one.ms));
    if (!engine || computesWrongly(engine) || !ms) continue;
    const limit = limitFor(engine, limits);
    const placement = limit && place(cost, ms.median, limit);
    return placement ? { kind: cost.kind, pass, lane, policy, ms, placement } : null;
  }
  return null;
}

/**
 * Why one result of each lane takes as long as it does, from what was just measured.
 * @returns empty where none could be placed
 */
export function explain(passes: readonly PlacedPass[]): string {
  const told = new Set<string>();
  const clauses = passes.flatMap((placed) => {
    const { kind, lane, pass } = placed;
    const key = `${lane.id} ${kind}`;
    if (pass.first || told.has(key)) return [];
    told.add(key);
    return clause(placed);
  });
  return text.roofline.sentence(clauses);
}

function clause({ pass, lane, placement }: PlacedPass): string {
  const { bound, limited, least, cost, share, ms, rest } = placement;
  const { roofline: said } = text;
  const work: Record<Need, string> = {
    memory: amount(cost.bytes),
    compute: amount(cost.flops),
    dispatch: String(cost.dispatches),
  };
  const others = (Object.keys(work) as Need[])
    .filter((other) => other !== limited && least[other] > 0)
    .sort((a, b) => least[b] - least[a])
    .map((other) => {
      const takes = time(least[other]);
      return said.others[other](
        work[other],
        least[other] <= least[limited] / 2 ? said.only(takes) : takes,
      );
    });
  const needs = [said.needs[limited](work[limited], time(least[limited]))];
  if (others.length) needs.push(said.and(others));
  if (bound === 'rest') {
    const left = said.left(time(rest), Math.round((rest / ms) * 100));
    return said.unbound(pass.what, lane.apart, time(ms), needs, left);
  }
  const percent = Math.round(share * 100);
  return said.clause(pass.what, lane.apart, said.bounds[bound], needs, time(ms), percent);
}

/** "269 M", "2.03 G": three digits and the prefix of a power of a thousand. */
function amount(value: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(value) / 3)));
  return `${digits(value / 1000 ** power)}\u00a0${['', 'k', 'M', 'G', 'T'][power]}`;
}

function time(ms: number): string {
  if (ms < 0.1) return `${digits(ms * 1000)}\u00a0µs`;
  return ms < 1000 ? `${digits(ms)}\u00a0ms` : `${digits(ms / 1000)}\u00a0s`;
}

function digits(value: number): string {
  return localised(String(Number(value.toPrecision(value < 10 ? 2 : 3))));
}
