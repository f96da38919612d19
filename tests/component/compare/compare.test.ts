/** The Compare view as a person uses it: the plan, what is measured, the result, the roofline. */
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { lanesOf } from '../../../src/core/bench/lanes';
import { fitLine, stat, type Stat } from '../../../src/core/measure/stats';
import '../../../src/ui/style';
import Sweeps from '../../../src/views/compare/Sweeps.svelte';
import { benchPlan, wholePlan } from '../../helpers/bench';
import { ROOFLINE } from '../../helpers/compare';
import { clean, findings, openCompare, table } from '../../helpers/compare-view';
import { benchResult, GPU_LIMITS, LANES, softwareEngine, WRONG } from '../../helpers/results';

const start = page.getByRole('button', { name: 'Start' });
const drawn = () => [...document.querySelectorAll('svg[role=img]')];
const labels = () => drawn().map((plot) => plot.getAttribute('aria-label') ?? '');

afterEach(() => delete document.documentElement.dataset.theme);

describe('before anything is measured', () => {
  test('nothing says a number, and one press starts the plan as it stands', async () => {
    const { bench } = await openCompare({
      initial: benchPlan({ rounds: { kind: 'fixed', rounds: 1 } }),
    });
    expect(drawn()).toEqual([]);
    await expect.element(page.getByRole('button', { name: 'Save as JSON' })).toBeDisabled();
    await clean();
    await start.click();
    await expect.poll(() => bench.phase).toBe('done');
    // The figures of a clock that is turned by hand: 20 ms a token and 1 ms between two.
    await expect.element(table('Figures of the language model')).toBeVisible();
    expect(labels()[0]).toMatch(/alone 21\.0/);
  });

  test('the focus goes from Start to Stop and back', async () => {
    const { bench } = await openCompare();
    start.element().focus();
    bench.phase = 'loading';
    await expect.element(page.getByRole('button', { name: 'Stop' })).toHaveFocus();
    bench.phase = 'stopped';
    await expect.element(start).toHaveFocus();
  });

  test('with nothing chosen there is nothing to start, and it says so', async () => {
    await openCompare();
    for (const name of ['cold', 'warm']) await page.getByRole('checkbox', { name }).click();
    await expect.element(start).toBeDisabled();
    await expect.element(page.getByText('Nothing is chosen to be measured')).toBeVisible();
  });

  test('the plan is made by keyboard alone', async () => {
    const { bench } = await openCompare();
    await page.getByRole('checkbox', { name: 'alone' }).element().focus();
    await userEvent.keyboard(' {Tab} {Tab}{Tab} ');
    await page.getByRole('spinbutton', { name: 'Rounds' }).fill('2');
    await page.getByRole('spinbutton', { name: 'Steps' }).fill('999');
    await userEvent.keyboard('{Tab}');
    await expect.element(page.getByText('Steps 999 is outside 1 to 200')).toBeVisible();
    await expect.element(page.getByText(/^2 runs, /)).toBeVisible();
    await page.getByRole('spinbutton', { name: 'Guidance' }).element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => bench.result?.plan.rounds).toEqual({ kind: 'fixed', rounds: 2 });
    expect(bench.result?.plan).toMatchObject({ policies: ['turns'], starts: ['warm'] });
    expect(bench.result?.plan.lanes[1]?.values).toMatchObject({ steps: 200 });
    await bench.stop();
  });

  test('until the spread is small: the most and the least are said', async () => {
    await openCompare();
    await page.getByRole('radio', { name: 'until the spread is small' }).click();
    await expect.element(page.getByText('18 to 60 runs')).toBeVisible();
  });
});

describe('lanes', () => {
  test('another runtime of the same weights is added, measured, and stands beside the first', async () => {
    const initial = benchPlan({ rounds: { kind: 'fixed', rounds: 1 }, policies: ['alone'] });
    const { bench } = await openCompare({ initial: { ...initial, lanes: LANES.slice(0, 1) } });
    await expect.element(page.getByText(/a lane alone has nothing to share/)).toBeVisible();
    await page.getByRole('button', { name: 'Add a lane' }).click();
    await expect
      .element(page.getByRole('combobox', { name: 'Runtime' }).nth(1))
      .toHaveValue('webllm');
    expect(page.getByRole('button', { name: /^Remove/ }).elements()).toHaveLength(2);
    await clean();
    await start.click();
    await expect.poll(() => bench.phase).toBe('done');
    expect(bench.result?.plan.lanes.map(({ id, runtime }) => [id, runtime])).toEqual([
      ['a', 'onnxruntime'],
      ['b', 'webllm'],
    ]);
    for (const name of ['onnxruntime-web', 'WebLLM'])
      await expect.element(table(`Figures of the language model (${name})`)).toBeVisible();
    expect(labels().slice(0, 2)).toEqual([
      expect.stringMatching(/^Time of one token, onnxruntime-web, median/),
      expect.stringMatching(/^Time of one token, WebLLM, median/),
    ]);
  });

  test('are at most four, and can be taken away to the last', async () => {
    await openCompare();
    const add = page.getByRole('button', { name: 'Add a lane' });
    await add.click();
    await expect
      .poll(() => page.getByRole('button', { name: /^Remove/ }).elements().length)
      .toBe(3);
    await add.click();
    await expect.poll(() => add.elements().length).toBe(0);
    for (let left = 4; left > 1; left--) {
      await page
        .getByRole('button', { name: /^Remove/ })
        .first()
        .click();
      await expect
        .poll(() => page.getByRole('combobox', { name: 'Model' }).elements().length)
        .toBe(left - 1);
    }
    expect(page.getByRole('button', { name: /^Remove/ }).elements()).toEqual([]);
  });

  test('of a result have hues of their own', async () => {
    await openCompare({ own: benchResult({ twoTexts: true }) });
    const tones = ['a', 'b', 'c'].map((id) => {
      const title = document.querySelector(`section[data-tone=${id}] h3`);
      return getComputedStyle(title as Element).color;
    });
    expect(new Set(tones).size).toBe(3);
    await expect
      .element(
        page.getByText(/a token \(onnxruntime-web\) takes .*, a step .* and a token \(WebLLM\)/),
      )
      .toBeVisible();
    expect(page.getByText(/1 pass of the others/).elements().length).toBeGreaterThan(0);
    await clean();
    await clean('dark');
  });
});

describe('the example', () => {
  const example = benchResult({ id: 'example' });

  test('is shown until there is a result, marked as not of this machine', async () => {
    const { bench } = await openCompare({ example });
    await expect.element(page.getByRole('heading', { name: 'Example' })).toBeVisible();
    await expect.element(page.getByText(/Not yours: measured on another machine/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Save as JSON' })).toBeDisabled();
    await expect.element(page.getByRole('button', { name: 'Measure this device' })).toBeEnabled();
    await clean();
    bench.result = benchResult();
    await expect.element(page.getByRole('heading', { name: 'This device' })).toBeVisible();
    expect(page.getByText(/Not yours/).elements()).toEqual([]);
    expect(page.getByText('Side by side').elements()).toEqual([]);
  });

  test('steps back for results of others', async () => {
    await openCompare({ example, others: [benchResult({ id: 'other', label: 'My laptop' })] });
    await expect.element(page.getByRole('heading', { name: 'My laptop' })).toBeVisible();
    expect(page.getByText(/Not yours/).elements()).toEqual([]);
  });

  test('never stands under the roofs of this device', async () => {
    await openCompare({ example, measured: ROOFLINE });
    await expect
      .element(page.getByText('Run the comparison to see the models below the lines.'))
      .toBeVisible();
    expect(page.getByText('Passes against the limits of the device').elements()).toEqual([]);
  });
});

describe('while it runs', () => {
  test('says how far it is, how long it takes, and shows what there is', async () => {
    const { bench } = await openCompare({ own: benchResult({ rounds: 2 }) });
    bench.phase = 'running';
    bench.progress = {
      done: 12,
      total: 30,
      atMost: false,
      leftMs: 184_000,
      what: 'Round 3, together, warm',
    };
    const bar = page.getByRole('progressbar', { name: 'Round 3, together, warm' });
    await expect.element(bar).toHaveAttribute('aria-valuenow', '40');
    await expect.element(page.getByText('12 of 30 runs, about 3 min left')).toBeVisible();
    await expect.element(page.getByText('so far', { exact: true })).toBeVisible();
    expect(labels()).toHaveLength(3);
    await clean();
  });

  test('the device is not measured at the same time', async () => {
    const { bench } = await openCompare();
    bench.phase = 'running';
    await expect.element(page.getByRole('button', { name: 'Measure this device' })).toBeDisabled();
  });
});

describe('a result', () => {
  test('every figure has its median, range and n, and where it was computed', async () => {
    await openCompare({ own: benchResult() });
    const rows = table('Figures of the language model').element().querySelectorAll('tbody tr');
    expect(rows).toHaveLength(6);
    const warm = [...rows].find((row) => /alone\s+warm/.test(row.textContent ?? ''));
    expect(warm?.textContent).toMatch(/33\.6\s*33\.4–34\.8.*5\s*WASM, 2 threads/s);
    expect(labels()[0]).toContain('Time of one token, median in milliseconds: alone, cold 35.2');
    await expect.element(page.getByText(/Running together, a token takes 1\.53×/)).toBeVisible();
    await clean();
    await clean('dark');
  });

  test('of a model that fails its known answer is struck out, not drawn, and not weighed', async () => {
    await openCompare({ own: benchResult({ engine: { autoregression: { knownAnswer: WRONG } } }) });
    const figures = table('Figures of the language model').element();
    expect(figures.querySelectorAll('s')).toHaveLength(30);
    expect(figures.querySelectorAll('span.median')).toHaveLength(0);
    await expect
      .element(page.getByText(/These figures are wrong and measure nothing/))
      .toBeVisible();
    expect(labels().join()).not.toContain('Time of one token');
    expect(page.getByText('What sharing costs').elements()).toEqual([]);
    expect(findings()).toEqual([expect.stringMatching(/^One denoising step/)]);
    await clean();
  });

  test('of a software adapter says so wherever it stands', async () => {
    const engine = { autoregression: softwareEngine, diffusion: softwareEngine };
    await openCompare({ own: benchResult({ engine }) });
    const said = page.getByText('software adapter, not comparable').elements();
    expect(said).toHaveLength(12);
  });

  test('that failed keeps its figures and leads on', async () => {
    const own = benchResult({
      rounds: 2,
      changes: {
        end: { complete: false, why: 'device-lost', message: 'failed after 12 of 30 runs.' },
        notes: [
          {
            code: 'failed',
            level: 'warning',
            lane: null,
            message: 'Incomplete: failed after 12 of 30 runs.',
          },
        ],
      },
    });
    const { bench } = await openCompare({ own });
    bench.phase = 'failed';
    bench.error = { code: 'device-lost', message: 'The GPU was taken away.', hint: 'Go on.' };
    await expect.element(page.getByText('The benchmark failed.')).toBeVisible();
    await expect.element(page.getByText('incomplete', { exact: true })).toBeVisible();
    await expect.element(table('Figures of the diffusion model')).toBeVisible();
    await expect.element(start).toBeEnabled();
    await clean();
  });

  test('with sweeps has a curve for each, with the cost of one more', async () => {
    await openCompare({
      own: benchResult({ sweeps: ['tokens', 'steps', 'guidance', 'batch', 'threads', 'context'] }),
    });
    expect(labels().filter((label) => / over /.test(label))).toHaveLength(9);
    await expect.element(page.getByText(/^29\.\d ms for each additional token/)).toBeVisible();
    await expect.element(page.getByText(/ms for each additional picture/)).toBeVisible();
    await expect.element(page.getByText(/of work that threads share/).first()).toBeVisible();
    await clean();
  });
});

test('every figure stands there as a table as well, with what it draws', async () => {
  const own = benchResult({ sweeps: ['tokens'] });
  await openCompare({ own });
  for (const summary of page.getByText('As a table').all()) await summary.click();
  const runs = table('Data of the figure: Time of one token');
  await expect.element(runs).toBeVisible();
  const asked = own.samples.filter(({ lane, sweep }) => lane === 'a' && !sweep);
  // One row of heads.
  expect(runs.getByRole('row').all()).toHaveLength(asked.length + 1);
  const curve = page.getByRole('region', { name: /^Data of the figure: (?!Time)/ }).first();
  const values = own.plan.sweeps[0]?.values ?? [];
  expect(curve.getByRole('row').all()).toHaveLength(values.length + 1);
  expect(
    curve
      .getByRole('rowheader')
      .all()
      .map((one) => one.element().textContent),
  ).toEqual(values.map(String));
  await clean();
});

test('a curve whose line starts below zero names no negative cost', async () => {
  const at = (x: number, ms: number) => ({ x, y: stat([ms]) as Stat });
  const points = [at(1, 10), at(2, 40), at(3, 90)];
  const fit = fitLine(points.map(({ x, y }) => ({ x, y: y.median })));
  expect(fit?.intercept).toBeLessThan(0);
  const axis = { axis: 'tokens', lane: 'a', metric: 'runMs', unit: 'token' };
  render(Sweeps, { curves: [{ ...axis, points, fit }], lanes: lanesOf({ plan: wholePlan() }) });
  await expect.element(page.getByText(/and no measurable fixed cost/)).toBeVisible();
});

describe('the roofline', () => {
  test('is measured when asked for, after all else has come to rest, and can be stopped', async () => {
    const { device, measurements, rested } = await openCompare();
    await page.getByRole('button', { name: 'Measure this device' }).click();
    await expect.poll(() => measurements.length).toBe(1);
    expect(rested()).toBe(1);
    await expect.element(start).toBeDisabled();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => device.phase).toBe('idle');
    await page.getByRole('button', { name: 'Measure this device' }).click();
    await expect.poll(() => measurements.length).toBe(2);
    measurements[1]?.resolve(ROOFLINE);
    await expect.element(page.getByText('WebGPU not measured.')).toBeVisible();
    await expect.poll(() => labels().length).toBe(1);
    await expect
      .element(page.getByText('Run the comparison to see the models below the lines.'))
      .toBeVisible();
    await clean();
  });

  test('that breaks says why, and keeps what was measured before', async () => {
    const { measurements } = await openCompare({ measured: ROOFLINE });
    await page.getByRole('button', { name: 'Measure again' }).click();
    await expect.poll(() => measurements.length).toBe(1);
    measurements[0]?.reject(new Error('out of memory'));
    await expect.element(page.getByText('The device could not be measured.')).toBeVisible();
    expect(labels()).toHaveLength(1);
  });

  test('explains in a sentence why each model is as fast as it is', async () => {
    const { results } = await openCompare({ own: benchResult(), measured: ROOFLINE });
    expect(findings().at(-1)).toMatch(
      /^One token is bound by none of these limits: of its .*, moving its 138 MB .* are overhead, .*; one denoising step is .*, its 2\.5 G operations/,
    );
    const passes = table('Passes against the limits of the device').element();
    expect(passes.querySelectorAll('tbody tr')).toHaveLength(4);
    // What was measured here travels with the result.
    expect(results.own?.limits.map(({ precision }) => precision)).toContain('int16');
  });

  test('of a GPU says what handing kernels over takes', async () => {
    const gpu = { backend: 'webgpu', threads: 0, adapter: GPU_LIMITS[0]?.adapter ?? null } as const;
    await openCompare({
      own: benchResult({
        slower: 0.2,
        engine: { autoregression: gpu, diffusion: gpu },
        limits: GPU_LIMITS,
      }),
    });
    const passes = table('Passes against the limits of the device').element();
    expect(passes.querySelector('thead')?.textContent).toContain('dispatch');
    await expect.element(page.getByText(/handing over its 185 kernels/)).toBeVisible();
  });
});

test('a phone scrolls tables by themselves, never the page', async () => {
  await openCompare({
    own: benchResult(),
    others: [benchResult({ id: 'other', label: 'My laptop' })],
  });
  await page.viewport(360, 740);
  const figures = table('Figures of the language model').element();
  await expect.poll(() => figures.getAttribute('tabindex')).toBe('0');
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  await clean();
});
