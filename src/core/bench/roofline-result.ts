/**
 * A benchmark's passes on the roofline: which measured time and which limit belong to each kind of
 * pass, and what that says, in one sentence made of the numbers.
 */
import type { BenchResult, DeviceLimit, PassCost, Stat } from './bench';
import { stat } from '../measure/stats';
import { limitFor, place, type Bound, type Placement } from './roofline';
import type { LaneKind, Pass, Policy } from '../run/run';

export interface PlacedPass {
  readonly kind: Pass['kind'];
  readonly lane: LaneKind;
  /** What the lanes did meanwhile; `alone` where it was measured. */
  readonly policy: Policy;
  /** Of one pass, warm. */
  readonly ms: Stat;
  readonly placement: Placement;
}

const LANE_OF: Record<Pass['kind'], LaneKind> = {
  prefill: 'language',
  decode: 'language',
  encode: 'diffusion',
  denoise: 'diffusion',
};
/** Alone says what a lane can do; the others also say what the other lane took. */
const POLICIES: readonly Policy[] = ['alone', 'turns', 'together'];

/** Warm passes of the plan's own work, by kind; none where a limit or a cost is not known. */
export function placedPasses(
  result: Pick<BenchResult, 'samples' | 'engines' | 'costs'>,
  limits: readonly DeviceLimit[],
): PlacedPass[] {
  return result.costs.flatMap((cost) => placed(result, cost, limits) ?? []);
}

function placed(
  { samples, engines }: Pick<BenchResult, 'samples' | 'engines'>,
  cost: PassCost,
  limits: readonly DeviceLimit[],
): PlacedPass | null {
  const lane = LANE_OF[cost.kind];
  for (const policy of POLICIES) {
    const own = samples.filter(
      (s) => s.lane === lane && s.policy === policy && s.start === 'warm' && !s.sweep,
    );
    const engine = engines[own[0]?.engine ?? -1];
    const ms = stat(
      own.flatMap(({ passes }) => passes.filter((p) => p.kind === cost.kind).map((p) => p.ms)),
    );
    if (!engine?.knownAnswer.ok || !ms) continue;
    const limit = limitFor(engine, limits);
    const placement = limit && place(cost, ms.median, limit);
    return placement ? { kind: cost.kind, lane, policy, ms, placement } : null;
  }
  return null;
}

const NAMES: Record<Pass['kind'], string> = {
  prefill: 'reading the prompt',
  decode: 'one token',
  encode: 'encoding the prompt',
  denoise: 'one denoising step',
};
const BOUNDS: Record<Bound, string> = {
  memory: 'memory-bound',
  compute: 'compute-bound',
  dispatch: 'dispatch-bound',
};

/**
 * Why one token and one denoising step are bound as they are, from what was just measured.
 * @returns empty where neither could be placed
 */
export function explain(passes: readonly PlacedPass[]): string {
  const clauses = (['decode', 'denoise'] as const).flatMap((kind) => {
    const pass = passes.find((p) => p.kind === kind);
    return pass ? clause(pass) : [];
  });
  const text = clauses.join('; ');
  return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function clause({ kind, placement }: PlacedPass): string {
  const { bound, least, cost, share } = placement;
  const needs: Record<Bound, string> = {
    memory: `moving its ${amount(cost.bytes)}B takes at least ${time(least.memory)}`,
    compute: `its ${amount(cost.flops)} operations take at least ${time(least.compute)}`,
    dispatch: `handing over its ${cost.dispatches} kernels takes ${time(least.dispatch)}`,
  };
  const others = (Object.keys(needs) as Bound[])
    .filter((other) => other !== bound && least[other] > 0)
    .sort((a, b) => least[b] - least[a]);
  const shorter: Record<Bound, string> = {
    memory: `moving its ${amount(cost.bytes)}B`,
    compute: `its ${amount(cost.flops)} operations`,
    dispatch: `handing over its ${cost.dispatches} kernels`,
  };
  const only = (other: Bound) => (least[other] <= least[bound] / 2 ? 'only ' : '');
  const against = others
    .map((other) => `${shorter[other]} ${only(other)}${time(least[other])}`)
    .join(' and ');
  return `${NAMES[kind]} is ${BOUNDS[bound]}: ${needs[bound]}${against && `, ${against}`} (measured ${time(placement.ms)}, ${Math.round(share * 100)}\u00a0% of that limit)`;
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
  return String(Number(value.toPrecision(value < 10 ? 2 : 3)));
}
