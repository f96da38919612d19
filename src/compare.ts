/**
 * The second composition root: the Compare view and all that it stands on. Fetched when it is first
 * asked for, by a person or by a program, so that the page begins without it.
 */
import { encodeResult } from './core/bench/codec';
import { completed, laneForBench, planOf } from './core/bench/plan';
import { threadsPerLane } from './core/limits';
import { keyOf, storedRef, type LanePlan } from './core/model';
import { openBenchStore, type BenchStore } from './state/bench/bench-store';
import { Benchmark } from './state/bench/benchmark.svelte';
import { KeepResults } from './state/bench/keep-results.svelte';
import { browserHardware } from './state/bench/machine';
import { Results } from './state/bench/results.svelte';
import { DeviceRoofline } from './state/bench/roofline.svelte';
import type { Environment } from './state/session/environment';
import { fetchManifest } from './state/session/models';
import type { OtherTabs } from './state/session/other-tabs';
import type { Session } from './state/session/session.svelte';
import { isHere, needsOf, siteEntry } from './state/settings/catalogue';
import { measureRoofline } from './workers/roofline';

export { default as View } from './views/compare/Compare.svelte';

/** A result of `npm run bench`, shown until there is one of this machine. */
const EXAMPLE = 'bench/example.json';
/** Where the browser keeps nothing, results are there as long as the page is. */
const NOWHERE: BenchStore = { read: async () => null, write: () => undefined };

export async function openCompare(
  session: Session,
  environment: Environment,
  otherTabs: OtherTabs,
) {
  const { baseUrl, cores } = environment;
  const rest = () => session.stop();
  const { settings } = session;
  const manifest = async (id: string) =>
    storedRef(id) ? settings.manifest(id) : fetchManifest(baseUrl, id);
  const bench = new Benchmark({
    ...environment,
    hardware: browserHardware,
    manifest,
    needs: ({ model, runtime }) => {
      const entry = siteEntry(keyOf(model));
      return entry ? needsOf(entry, runtime) : [];
    },
    otherTabs,
    rest,
  });
  const device = new DeviceRoofline(measureRoofline, environment.tab);
  session.machine.measurement = {
    get busy() {
      return bench.busy || device.phase === 'measuring';
    },
    stop: async () => void (await Promise.all([bench.stop(), device.stop()])),
  };
  const results = new Results(bench, device);
  const keeping = new KeepResults(bench, results, await openBenchStore().catch(() => NOWHERE));
  await keeping.restore().catch(() => undefined);
  keeping.watch();
  window.addEventListener('pagehide', () => keeping.keepNow());
  // A link may carry a result; following another within the page brings that one.
  const importLinked = () => void results.importHash(location.hash);
  importLinked();
  window.addEventListener('hashchange', importLinked);
  void results.loadExample(async () => {
    const response = await fetch(new URL(EXAMPLE, baseUrl));
    if (!response.ok) throw new Error(response.statusText);
    return response.text();
  });
  const before = results.own?.plan;
  return {
    bench,
    device,
    results,
    initial: before?.lanes.every(({ model }) => isHere(model, settings.models))
      ? before
      : planOf(settings.lanes.map(laneForBench), { backend: settings.page.backend }),
    get models() {
      return settings.models;
    },
    /** The lane with the values that its model suggests. */
    complete: async (lane: LanePlan) => completed(lane, await manifest(keyOf(lane.model))),
    cores,
    rest,
    /** What is measured so far, as a file; null before there is anything. */
    saved: () => results.own && encodeResult(results.own),
    roofline: (threads: number) => device.measure(threads || threadsPerLane('alone', cores, 1)),
  };
}
