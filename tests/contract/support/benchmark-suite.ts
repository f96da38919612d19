/** A benchmark of the real engines in their workers, on the fixture models. */
import { expect, it } from 'vitest';
import type { BenchPlan, BenchResult } from '../../../src/core/bench/bench';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import { columnsOf, mechanismIn } from '../../../src/core/bench/lanes';
import { BENCH_PROMPTS } from '../../../src/core/bench/plan';
import { summarise } from '../../../src/core/bench/summary';
import type { Backend } from '../../../src/core/run/run';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import { OtherTabs } from '../../../src/state/session/other-tabs';
import { browserHardware } from '../../../src/state/bench/machine';
import { fetchManifest } from '../../../src/state/session/models';
import { engineOf } from '../../../src/workers/start';
import { benchPlan, pictureLane, textLane } from '../../helpers/bench';
import { tiny } from './tiny';

export function benchmarkSuite(
  backend: Backend,
  { policies, starts }: Pick<BenchPlan, 'policies' | 'starts'>,
  check: (result: BenchResult) => void | Promise<void>,
): void {
  it('measures all lanes as asked', async () => {
    const lanes = [textLane('a', { tokens: 6 }), pictureLane('b', { steps: 2 })];
    const { baseUrl } = tiny('autoregression', backend);
    let ids = 0;
    const benchmark = new Benchmark({
      engine: engineOf,
      baseUrl,
      cores: 2,
      now: () => performance.timeOrigin + performance.now(),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      newId: () => `bench-${++ids}`,
      tab: document,
      hardware: browserHardware,
      manifest: (id) => fetchManifest(baseUrl, id),
      needs: ({ mechanism }) => (mechanism === 'diffusion' ? ['tiny-encoder'] : []),
      otherTabs: new OtherTabs(),
      rest: () => Promise.resolve(),
    });
    const plan = benchPlan({
      prompts: BENCH_PROMPTS.slice(0, 1),
      ...{ lanes, policies, starts },
      rounds: { kind: 'fixed', rounds: 1 },
      backend,
      threads: backend === 'wasm' ? 1 : 0,
    });
    await benchmark.start(plan);
    expect(benchmark.error).toBe(null);
    const { result } = benchmark;
    if (!result) throw new Error('nothing is measured');
    expect(result.end).toEqual({ complete: true });
    expect(decodeResult(encodeResult(result))).toEqual(result);

    const { rows, sharing } = summarise(result);
    expect(rows).toHaveLength(2 * policies.length * starts.length);
    for (const { lane, engine, figures, right } of rows) {
      expect(right).toBe(true);
      expect(engine.backend).toBe(backend);
      for (const { key } of columnsOf(mechanismIn(result.plan, lane)))
        expect(figures[key]?.median, key).toBeGreaterThan(0);
    }
    expect(sharing.map(({ policy }) => policy)).toEqual(policies.slice(1));
    for (const { lane, policy, passesWaited, passes } of result.samples) {
      // The clock of every pass is real, and the lane's own.
      expect(passes.every(({ ms, wait }) => ms >= 0 && wait >= 0)).toBe(true);
      // How many is chance here: passes of these models are shorter than what lies between them.
      expect(passesWaited === null, lane).toBe(policy === 'alone');
    }
    expect(result.costs.map(({ kind }) => kind).sort()).toEqual([
      ...['decode', 'denoise', 'encode', 'prefill'],
    ]);
    await check(result);
  }, 120_000);
}
