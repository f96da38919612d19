/**
 * A third mechanism by its own folder and its lines in the registries alone, through engine
 * contract, saved runs, Watch, many at once and Compare.
 */
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import { planOf } from '../../../src/core/bench/plan';
import { summarise } from '../../../src/core/bench/summary';
import type * as Ids from '../../../src/core/ids';
import type * as Benchmarks from '../../../src/core/benchmarks';
import type * as Formats from '../../../src/core/formats';
import type * as Registry from '../../../src/core/mechanisms';
import { MECHANISMS } from '../../../src/core/mechanisms';
import type * as Views from '../../../src/views/watch/mechanisms';
import { siteModel, type CatalogueEntry } from '../../../src/core/model';
import type { LoadOptions } from '../../../src/core/run/engine';
import { collect, type Trace } from '../../../src/core/run/trace';
import { decodeRun, encodeRun, salvageRun } from '../../../src/core/saved/codec';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import { numbersParts, tableCsv } from '../../../src/state/saved/numbers';
import type { Environment } from '../../../src/state/session/environment';
import { Session } from '../../../src/state/session/session.svelte';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';
import { Settings } from '../../../src/state/settings/settings.svelte';
import App from '../../../src/App.svelte';
import { engineContract, contractSpec } from '../../contract/support/engine-contract';
import { HARDWARE } from '../../helpers/bench';
import { FakeEnvironment, fakeAddress } from '../../helpers/fakes';
import { FormulaEngine } from './engine';
import { FORMULA, formula, SIDE } from './mechanism';
import '../../../src/ui/style';

// The lines of the registries.
vi.mock('../../../src/core/ids', async (original) => {
  const ids = await original<typeof Ids>();
  return { ...ids, MECHANISMS_KNOWN: [...ids.MECHANISMS_KNOWN, 'formula'] };
});
vi.mock('../../../src/core/mechanisms', async (original) => {
  const registry = await original<typeof Registry>();
  const { formula } = await import('./mechanism');
  const all = { ...registry.MECHANISMS, formula } as typeof registry.MECHANISMS;
  const mechanismOf: typeof registry.mechanismOf = ({ spec }) => all[spec.mechanism];
  return { MECHANISMS: all, mechanismOf };
});
vi.mock('../../../src/core/benchmarks', async (original) => {
  const registry = await original<typeof Benchmarks>();
  const { benchmark } = await import('./mechanism');
  return { BENCHMARKS: { ...registry.BENCHMARKS, formula: benchmark } };
});
vi.mock('../../../src/core/formats', async (original) => {
  const registry = await original<typeof Formats>();
  const { format } = await import('./mechanism');
  return { FORMATS: { ...registry.FORMATS, formula: format } };
});
vi.mock('../../../src/views/watch/mechanisms', async (original) => {
  const registry = await original<typeof Views>();
  const { default: Lane } = await import('./Lane.svelte');
  return { VIEWS: { ...registry.VIEWS, formula: { Lane } } };
});

const ENTRY: CatalogueEntry = {
  ...{ id: 'formula', name: 'Formula', summary: '', mechanism: FORMULA, modality: 'picture' },
  ...{ runtimes: [{ id: 'onnxruntime', needs: [] }], bytes: 0, licence: 'MIT', parameters: 0 },
};
const OPTIONS: LoadOptions = {
  ...{ mechanism: FORMULA, model: siteModel('formula'), runtime: 'onnxruntime', needs: [] },
  ...{ baseUrl: 'https://example.org/', backend: 'wasm', threads: 1 },
};
const subject = {
  mechanism: MECHANISMS[FORMULA],
  values: (rows: number) => ({ rows }),
};

engineContract({
  ...subject,
  name: 'in process',
  kind: 'live',
  options: { ...OPTIONS, threads: 2 },
  make: () => new FormulaEngine(),
});

async function ran(rows = SIDE): Promise<Trace> {
  const engine = new FormulaEngine();
  await engine.load(OPTIONS, () => undefined, new AbortController().signal);
  const list = [];
  const spec = contractSpec(subject, rows);
  for await (const event of engine.run(spec, new AbortController().signal)) list.push(event);
  return collect(list);
}

describe('a saved run', () => {
  const saved = (traces: Trace[]) =>
    encodeRun({ createdAt: '2026-11-26T10:00:00.000Z', userAgent: 'test', traces });

  test('opens as it was, and of one that is cut off what is whole', async () => {
    const trace = await ran();
    const bytes = saved([trace]);
    expect(decodeRun(bytes).traces).toEqual([trace]);
    const { run, missing } = salvageRun(bytes.slice(0, bytes.length - 1));
    expect(missing).toBe(1);
    expect(run.traces[0]?.results).toHaveLength(SIDE - 1);
  });

  test('has numbers and a table', async () => {
    const traces = [await ran(2)];
    const made = { createdAt: '', userAgent: '', traces };
    expect(JSON.parse([...numbersParts(made)].join(''))).toMatchObject({
      traces: [{ mechanism: 'formula' }],
    });
    expect(tableCsv(traces[0] as Trace)).toMatch(/^index,t_ms\r\n0,/);
  });
});

/** Frames are turned by hand, everything else is real. */
function surroundings() {
  const { frames, tab, baseUrl, cores, replay } = new FakeEnvironment();
  let ids = 0;
  return {
    ...{ frames, tab, baseUrl, cores, replay },
    engine: () => new FormulaEngine(),
    now: () => performance.timeOrigin + performance.now(),
    wait: () => new Promise<void>(() => undefined),
    newId: () => `run-${++ids}`,
  } satisfies Environment;
}

async function open(search: string) {
  const environment = surroundings();
  const settings = new Settings(fakeAddress(search), [...SITE_MODELS, ENTRY]);
  const session = new Session(settings, environment);
  await render(App, { session, newSeed: () => 1 });
  return { session, environment };
}

test('Watch shows it with everything that is generic around it', async () => {
  const { session, environment } = await open('?prompt=waves&lanes=formula,formula&b.rows=3');
  await session.run();
  environment.frames.tick();
  expect(session.phase).toBe('done');
  expect(session.announcement).toBe('Finished: 8 rows, 3 rows.');
  const lanes = page.getByRole('region', { name: /^Formula/ });
  await expect.element(lanes.nth(0).getByTestId('rows')).toHaveTextContent('8 rows');
  await expect.element(lanes.nth(1).getByTestId('rows')).toHaveTextContent('3 rows');
  await expect.element(lanes.nth(0).getByTitle('Mean time of a row.')).toBeVisible();
  await session.fork('a', { kind: 'settings', at: 2 });
  expect(session.lane('a').family).toHaveLength(2);
});

test('many at once vary what its settings say is worth varying', async () => {
  const { session } = await open('?prompt=waves&lanes=formula');
  const { grid } = session;
  expect(grid.variations.map(({ label }) => label)).toEqual(['seeds', 'frequencies']);
  grid.variation = 'frequency';
  grid.count = 3;
  await grid.start();
  expect(grid.cells.map(({ label, traces }) => [label, traces['a']?.end?.type])).toEqual([
    ['frequency 1', 'done'],
    ['frequency 2', 'done'],
    ['frequency 4', 'done'],
  ]);
});

test('Compare measures it, and its result travels', async () => {
  const benchmark = new Benchmark({
    ...surroundings(),
    hardware: async () => HARDWARE,
    manifest: async () => null,
    needs: () => [],
    otherTabs: { watch: () => ({ seen: false, end: () => undefined }) },
    rest: async () => undefined,
  });
  const lane = (id: string) => ({
    ...{ id, mechanism: FORMULA, model: siteModel('formula'), runtime: 'onnxruntime' as const },
    values: { rows: 4 },
  });
  const sweeps = [{ axis: 'rows', lane: null, values: [2, 4], rounds: 1 }];
  await benchmark.start(
    planOf([lane('a'), lane('b')], { rounds: { kind: 'fixed', rounds: 2 }, sweeps }),
  );
  expect(benchmark.error).toBe(null);
  expect(benchmark.phase).toBe('done');
  if (!benchmark.result) throw new Error('nothing was measured');
  const result = decodeResult(encodeResult(benchmark.result));
  expect(result).toEqual(benchmark.result);
  const { rows, curves } = summarise(result);
  expect(rows.every(({ figures }) => figures['msPerRow']?.n === 2)).toBe(true);
  expect(curves.some(({ axis, unit }) => axis === 'rows' && unit === 'row')).toBe(true);
});

test('what the registry says is what was made up', () => {
  expect(MECHANISMS[FORMULA]).toBe(formula);
});
