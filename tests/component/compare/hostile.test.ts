/** Results that the schema takes and that nobody measured: the view shows them, and stays whole. */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { BenchResult } from '../../../src/core/bench/bench';
import { decodeResult } from '../../../src/core/bench/codec';
import '../../../src/ui/style';
import Compare from '../../../src/views/compare/Compare.svelte';
import { compareProps } from '../../helpers/compare';
import { benchResult } from '../../helpers/results';

const whole = benchResult({ sweeps: ['tokens', 'threads'] });
const all = (value: number) => ({ n: 1, median: value, min: value, max: value, q1: 0, q3: value });

function limited(bytes: number, flops: number): BenchResult {
  const changed = { bytesPerSecond: all(bytes), flopsPerSecond: all(flops) };
  return { ...whole, limits: whole.limits.map((limit) => ({ ...limit, ...changed })) };
}

/** Every number in it is this one. */
function filled(value: number): BenchResult {
  return JSON.parse(
    JSON.stringify(whole, (key, v: unknown) =>
      typeof v === 'number' && key !== 'version' && key !== 'engine' ? value : v,
    ),
  ) as BenchResult;
}

const RESULTS: Record<string, BenchResult> = {
  'costs and limits twice': {
    ...whole,
    costs: [...whole.costs, ...whole.costs],
    limits: [...whole.limits, ...whole.limits],
  },
  'two engines of each lane': {
    ...whole,
    engines: [...whole.engines, ...whole.engines],
    samples: whole.samples.flatMap((s) => [s, { ...s, engine: s.engine + whole.engines.length }]),
  },
  'a device that can do nothing': limited(0, 0),
  'a device without arithmetic': limited(1e15, 0),
  'passes of no operations': { ...whole, costs: whole.costs.map((c) => ({ ...c, flops: 0 })) },
  'nothing but zeros': filled(0),
  'nothing but ones': filled(1),
  'no samples': { ...whole, samples: [], engines: [] },
  'words without an end': {
    ...whole,
    label: 'x'.repeat(1000),
    hardware: { ...whole.hardware, userAgent: 'u'.repeat(1000) },
    engines: whole.engines.map((e) => ({ ...e, runtime: 'r'.repeat(1000) })),
    notes: [{ code: 'failed', level: 'warning', lane: null, message: 'y'.repeat(20_000) }],
  },
};

test.each(Object.keys(RESULTS))('%s', async (name) => {
  await page.viewport(360, 800);
  const taken = decodeResult(JSON.stringify({ ...RESULTS[name], id: 'hostile' }));
  const { props, results } = await compareProps({ others: [taken, whole] });
  await render(Compare, props);
  expect(results.all).toHaveLength(2);
  await expect.element(page.getByRole('heading', { name: 'Side by side' })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBe(360);
  expect(document.body.textContent).not.toMatch(/NaN|Infinity|undefined| – s/);
});
