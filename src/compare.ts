/**
 * The second composition root: the Compare view and all that it stands on. Fetched when it is first
 * asked for, by a person or by a program, so that the page begins without it.
 */
import { encodeResult } from './core/bench/codec';
import { DEFAULT_PLAN } from './core/bench/plan';
import { threadsPerLane } from './core/limits';
import { fetchManifest } from './state/bench/environment';
import { Benchmark } from './state/bench/benchmark.svelte';
import type { Comparison } from './state/session/session.svelte';
import { browserHardware } from './state/bench/machine';
import { modelOf } from './state/session/models';
import { Results } from './state/bench/results.svelte';
import { DeviceRoofline } from './state/bench/roofline.svelte';
import type { World } from './state/session/environment';
import { measureRoofline } from './workers/roofline';

export { default as View } from './views/compare/Compare.svelte';

export function openCompare(session: Comparison, world: World) {
  const rest = () => session.stop();
  const bench = new Benchmark({
    ...world,
    modelOf,
    hardware: browserHardware,
    manifest: (id) => fetchManifest(world.baseUrl, id),
    rest,
  });
  const device = new DeviceRoofline(measureRoofline, world.tab);
  const results = new Results(bench, device);
  // A link may carry a result; following another within the page brings that one.
  const importLinked = () => void results.importHash(location.hash);
  importLinked();
  window.addEventListener('hashchange', importLinked);
  return {
    bench,
    device,
    results,
    initial: {
      ...DEFAULT_PLAN,
      backend: session.settings.values.backend,
      engine: session.settings.values.engine,
    },
    cores: world.cores,
    rest,
    /** What is measured so far, as a file; null before there is anything. */
    saved: () => results.own && encodeResult(results.own),
    roofline: (threads: number) => device.measure(threads || threadsPerLane('alone', world.cores)),
  };
}
