/**
 * The roofline of a device (Williams, Waterman, Patterson 2009): how fast it moves bytes and does
 * arithmetic, and where a forward pass stands below that. Pure: what was measured comes in, and
 * nothing is measured here (`engines/roofline`). Method and limits: docs/adr/0007-roofline.md.
 */
import type { PassCost } from '../measure/axis';
import { stat, type Stat } from '../measure/stats';
import { BENCHMARKS } from '../benchmarks';
import type { DeviceLimit } from './bench';
import type { WireError } from '../errors';
import type { AdapterInfo, Backend, EngineInfo } from '../run/run';

/** What one kernel of ours measures. */
export type ProbeName =
  /** Bytes: sums what it reads; copies; a = b + s c (STREAM, McCalpin 1995). */
  | 'read'
  | 'copy'
  | 'triad'
  /** Arithmetic: multiply-adds; `fused` with relaxed SIMD, `int16` with 16-bit integers. */
  | 'f32'
  | 'fused'
  | 'f16'
  | 'int16'
  /** One more dispatch in a queue, and a dispatch with its readback. */
  | 'dispatch'
  | 'round-trip';

export interface Probe {
  readonly name: ProbeName;
  /** Each repetition: bytes or operations a second, or milliseconds. Empty when it came out wrong. */
  readonly samples: readonly number[];
  /** Whether the kernel computed what it should: what is wrong has no speed. */
  readonly right: boolean;
}

/** All probes of one device, or of so many cores of it. */
export interface ProbedDevice {
  readonly backend: Backend;
  readonly adapter: AdapterInfo | null;
  /** 0 on WebGPU. */
  readonly threads: number;
  readonly probes: readonly Probe[];
  /** How time was taken, in a sentence. */
  readonly how: string;
}

export interface Roofline {
  readonly devices: readonly ProbedDevice[];
  /** What could not be measured, and why. */
  readonly refused: readonly { readonly backend: Backend; readonly error: WireError }[];
}

/** What a measurement is doing now. */
export interface RooflineProgress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

const MEMORY: readonly ProbeName[] = ['read', 'copy', 'triad'];
/** The probes that bound arithmetic of a precision: the best of them is the limit. */
const ARITHMETIC: Record<DeviceLimit['precision'], readonly ProbeName[]> = {
  f32: ['f32', 'fused'],
  f16: ['f16'],
  int16: ['int16'],
};

/** The limits of a device, one for each precision that was measured right. */
export function limitsOf({ devices }: Roofline): DeviceLimit[] {
  return devices.flatMap(({ backend, adapter, threads, probes, how }) => {
    const best = (names: readonly ProbeName[]): Stat | null =>
      probes
        .filter(({ name, right }) => names.includes(name) && right)
        .flatMap(({ samples }) => stat(samples) ?? [])
        .reduce<Stat | null>((a, b) => (a && a.median >= b.median ? a : b), null);
    return (Object.keys(ARITHMETIC) as DeviceLimit['precision'][]).flatMap((precision) => {
      const flopsPerSecond = best(ARITHMETIC[precision]);
      // A device without any arithmetic still has its bandwidth.
      if (!flopsPerSecond && precision !== 'f32') return [];
      return {
        backend,
        adapter,
        threads,
        precision,
        bytesPerSecond: best(MEMORY),
        flopsPerSecond,
        dispatchMs: best(['dispatch']),
        roundTripMs: best(['round-trip']),
        how,
      };
    });
  });
}

/**
 * The limit under which an engine computed: same backend, the precision of its products, and as
 * many cores as it had threads, or the most below that.
 */
export function limitFor(
  { mechanism, backend, threads }: Pick<EngineInfo, 'mechanism' | 'backend' | 'threads'>,
  limits: readonly DeviceLimit[],
): DeviceLimit | null {
  const precision = BENCHMARKS[mechanism].precision[backend];
  return limits
    .filter((limit) => limit.backend === backend && limit.precision === precision)
    .filter((limit) => limit.threads <= threads || limit.threads <= 1)
    .reduce<DeviceLimit | null>((a, b) => (a && a.threads >= b.threads ? a : b), null);
}

/** What a pass must do at least; each has a limit of the device. */
export type Need = 'memory' | 'compute' | 'dispatch';
/**
 * What takes longest. `rest`: more than half of the pass is time that no limit explains, so that none
 * of them binds it: what the runtime does around its kernels, and kernels below their limit.
 */
type Bound = Need | 'rest';

/** A pass below the roof of its device. */
export interface Placement {
  readonly limit: DeviceLimit;
  readonly cost: PassCost;
  /** As measured. */
  readonly ms: number;
  /** Operations for each byte that must move. */
  readonly intensity: number;
  /** Reached operations a second. */
  readonly flopsPerSecond: number;
  /** The least time that each limit allows, in milliseconds. `dispatch` is 0 where nothing is dispatched. */
  readonly least: Readonly<Record<Need, number>>;
  /**
   * Milliseconds that are left of the pass: without dispatches, and without memory or arithmetic,
   * whichever takes longer, since they go on at once.
   */
  readonly rest: number;
  /** The limit that takes longest. */
  readonly limited: Need;
  readonly bound: Bound;
  /** Least time under the limit that takes longest over the measured time: 1 is as fast as the device can. */
  readonly share: number;
}

/** @returns null where a limit that is needed was not measured, or the pass took no time or does nothing */
export function place(cost: PassCost, ms: number, limit: DeviceLimit): Placement | null {
  const { bytesPerSecond, flopsPerSecond, dispatchMs, roundTripMs } = limit;
  if (!bytesPerSecond || !flopsPerSecond || ridge(limit) === null) return null;
  if (!(ms > 0 && cost.bytes > 0 && cost.flops > 0)) return null;
  const least = {
    memory: (cost.bytes / bytesPerSecond.median) * 1000,
    compute: (cost.flops / flopsPerSecond.median) * 1000,
    dispatch: (roundTripMs?.median ?? 0) + (dispatchMs?.median ?? 0) * cost.dispatches,
  };
  const limited = (Object.keys(least) as Need[]).reduce((a, b) => (least[b] > least[a] ? b : a));
  const rest = Math.max(0, ms - Math.max(least.memory, least.compute) - least.dispatch);
  return {
    limit,
    cost,
    ms,
    intensity: cost.flops / cost.bytes,
    flopsPerSecond: (cost.flops / ms) * 1000,
    least,
    rest,
    limited,
    bound: rest > ms / 2 ? 'rest' : limited,
    share: least[limited] / ms,
  };
}

/** Operations a second that the roof allows at an intensity. */
export function roofAt(limit: DeviceLimit, intensity: number): number {
  return Math.min(
    limit.flopsPerSecond?.median ?? 0,
    intensity * (limit.bytesPerSecond?.median ?? 0),
  );
}

/** The intensity at which the roof turns from memory to arithmetic; null where it is not known. */
export function ridge({ bytesPerSecond, flopsPerSecond }: DeviceLimit): number | null {
  if (!bytesPerSecond?.median || !flopsPerSecond?.median) return null;
  return flopsPerSecond.median / bytesPerSecond.median;
}
