/** Results of the Compare view over a reload: a measurement takes minutes and is not made again. */
import { afterEach, describe, expect, test } from 'vitest';
import { encodeResult } from '../../../src/core/bench/codec';
import { openBenchStore } from '../../../src/state/bench/bench-store';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import { KeepResults } from '../../../src/state/bench/keep-results.svelte';
import { Results } from '../../../src/state/bench/results.svelte';
import { BenchFakeEnvironment, benchPlan } from '../../helpers/bench';
import { settled } from '../../helpers/fakes';
import { freshName } from '../../helpers/keeping';
import { benchResult } from '../../helpers/results';

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A visit to the page; the same name is the same device. */
async function visit(name: string) {
  const environment = new BenchFakeEnvironment();
  const benchmark = new Benchmark(environment);
  const results = new Results(benchmark, { limits: [] });
  const keeping = new KeepResults(benchmark, results, await openBenchStore(name));
  await keeping.restore();
  stops.push(keeping.watch());
  await settled();
  return { environment, benchmark, results, keeping };
}

describe('after a reload', () => {
  test('the own result with its plan and name, and those of others, are there again', async () => {
    const name = freshName();
    const page = await visit(name);
    await page.benchmark.start(benchPlan());
    const own = page.benchmark.result;
    if (!own) throw new Error('nothing was measured');
    await page.results.importText(encodeResult({ ...benchResult(), id: 'other' }));
    page.results.rename(own.id, 'my laptop');
    await settled();

    const { results, benchmark } = await visit(name);
    expect(results.own).toEqual({ ...own, label: 'my laptop' });
    expect(results.own?.plan).toEqual(own.plan);
    expect(results.others.map(({ id }) => id)).toEqual(['other']);
    expect(benchmark.phase).toBe('idle');

    results.remove('other');
    await settled();
    expect((await visit(name)).results.others).toEqual([]);
  });

  test('one that was left midway is there as far as it got, and says so', async () => {
    const name = freshName();
    const page = await visit(name);
    let runs = 0;
    page.environment.onPass = (_spec, seq) => {
      if (seq !== 1 || ++runs !== 6) return;
      page.keeping.keepNow();
      // The page that was left writes nothing after that.
      stops.splice(0).forEach((stop) => stop());
    };
    await page.benchmark.start(benchPlan({ policies: ['alone'] }));
    const whole = page.benchmark.result?.samples.length ?? 0;

    const { results } = await visit(name);
    const kept = results.own;
    expect(kept?.samples.length).toBeGreaterThan(0);
    expect(kept?.samples.length).toBeLessThan(whole);
    const message = 'the page was left while it was measuring.';
    expect(kept?.end).toMatchObject({ complete: false, message });
    expect(kept?.notes.map((note) => note.message)).toContain(`Incomplete: ${message}`);
  });

  test('what cannot be read takes nothing else with it', async () => {
    const name = freshName();
    (await openBenchStore(name)).write({
      own: '{"format":"other"}',
      others: ['<html>', encodeResult({ ...benchResult(), id: 'good' })],
    });
    const { results } = await visit(name);
    expect(results.own).toBe(null);
    expect(results.others.map(({ id }) => id)).toEqual(['good']);
  });
});
