/** What the Compare view shows, put into any state by hand. */
import type { BenchPlan, BenchResult } from '../../src/core/bench/bench';
import { encodeResult } from '../../src/core/bench/codec';
import { completed, planOf } from '../../src/core/bench/plan';
import type { LanePlan } from '../../src/core/model';
import { Benchmark } from '../../src/state/bench/benchmark.svelte';
import { Results } from '../../src/state/bench/results.svelte';
import { DeviceRoofline } from '../../src/state/bench/roofline.svelte';
import type { Roofline } from '../../src/core/bench/roofline';
import { SITE_MODELS } from '../../src/state/settings/catalogue';
import { BenchFakeEnvironment } from './bench';
import { LANES } from './results';

/** A processor of two cores, as the roofline measures it; the GPU is refused. */
export const ROOFLINE: Roofline = {
  devices: [1, 2].map((threads) => ({
    backend: 'wasm',
    adapter: null,
    threads,
    how: `WASM SIMD kernels on ${threads} cores, 5 stretches of 40 ms, every result checked.`,
    probes: (
      [
        ['read', 24e9],
        ['copy', 21e9],
        ['f32', 42e9],
        ['fused', 57e9],
        ['int16', 88e9],
      ] as const
    ).map(([name, speed]) => ({
      name,
      right: true,
      samples: [0.98, 1.01, 1, 0.99, 1.02].map((x) => x * speed * (1 + 0.6 * (threads - 1))),
    })),
  })),
  refused: [
    {
      backend: 'webgpu',
      error: {
        code: 'webgpu-unavailable',
        message: 'WebGPU was asked for, but this browser has no WebGPU.',
        hint: '',
      },
    },
  ],
};

export interface Shown {
  readonly own?: BenchResult | null;
  readonly others?: readonly BenchResult[];
  readonly measured?: Roofline | null;
  readonly initial?: BenchPlan;
  readonly example?: BenchResult | null;
}

export async function compareProps(shown: Shown = {}) {
  const {
    own = null,
    others = [],
    measured = null,
    initial = planOf(LANES),
    example = null,
  } = shown;
  const bench = new Benchmark(new BenchFakeEnvironment());
  bench.result = own;
  if (own) bench.phase = own.end.complete ? 'done' : 'stopped';
  const measurements: {
    resolve: (roofline: Roofline) => void;
    reject: (cause: unknown) => void;
  }[] = [];
  const device = new DeviceRoofline(
    (_threads, _onProgress, signal) =>
      new Promise((resolve, reject) => {
        measurements.push({ resolve, reject });
        signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')));
      }),
    document,
  );
  if (measured) {
    device.measured = measured;
    device.phase = 'done';
  }
  const results = new Results(bench, device);
  for (const other of others) await results.importText(encodeResult(other));
  results.example = example;
  let rested = 0;
  const props = {
    bench,
    saved: () => bench.result && encodeResult(bench.result),
    device,
    results,
    initial,
    models: SITE_MODELS,
    complete: async (lane: LanePlan) => completed(lane, null),
    cores: 2,
    roofline: (threads: number) => device.measure(threads),
    rest: async () => {
      rested++;
    },
  };
  return { ...props, props, measurements, rested: () => rested };
}
