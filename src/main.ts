/** The composition root: the one place where state, engines, workers and page meet. */
import { mount } from 'svelte';
import App from './App.svelte';
import { automation } from './automation';
import { DEFAULT_PLAN } from './core/bench-plan';
import { ReplayEngine } from './engines/replay/replay';
import { seekIsolation } from './isolation';
import { fetchManifest } from './state/bench-world';
import { Benchmark } from './state/benchmark.svelte';
import { Comparison } from './state/comparison.svelte';
import { browserFrames } from './state/frames';
import { browserHardware } from './state/machine';
import { fetchPictureDefaults, MODELS } from './state/models';
import { fetchRecording } from './state/recording';
import { Results } from './state/results.svelte';
import { DeviceRoofline } from './state/roofline.svelte';
import { browserAddress, Settings } from './state/settings.svelte';
import { browserHistory, CurrentView } from './state/view.svelte';
import type { World } from './state/world';
import './ui/style';
import { workerEngine } from './workers/lanes';
import { measureRoofline } from './workers/roofline';

const baseUrl = new URL('.', document.baseURI).href;
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** How long the recording waits for a page that may be loaded once more. Milliseconds. */
const PATIENCE = 2000;

const settings = new Settings(browserAddress);
const world: World = {
  engine: workerEngine,
  replay: (trace, signal) => new ReplayEngine(trace, { speed: 1 }).run(trace.spec, signal),
  baseUrl,
  frames: browserFrames,
  cores: navigator.hardwareConcurrency || 1,
  now: () => performance.timeOrigin + performance.now(),
  wait,
  newId: () => crypto.getRandomValues(new Uint32Array(2)).join('-'),
  tab: document,
};
const session = new Comparison(settings, world);
const benchmark = new Benchmark({
  ...world,
  models: MODELS,
  hardware: browserHardware,
  manifest: (id) => fetchManifest(baseUrl, id),
  rest: () => session.stop(),
});

const keeping = import('./state/keep-here').then(({ keepHere }) =>
  keepHere(session, {
    userAgent: navigator.userAgent,
    date: () => new Date().toISOString(),
    address: location.href,
    storage: browserAddress.storage,
    playRecording,
  }),
);

const roofline = new DeviceRoofline(measureRoofline);
const results = new Results(benchmark, roofline);
/** A link may carry a result; following another within the page brings that one. */
const importLinked = () => void results.importHash(location.hash);
importLinked();
window.addEventListener('hashchange', importLinked);

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, {
  target,
  props: {
    session,
    keeping,
    newSeed: () => crypto.getRandomValues(new Uint16Array(1))[0] ?? 0,
    view: new CurrentView(browserHistory),
    compare: {
      bench: benchmark,
      device: roofline,
      results,
      initial: { ...DEFAULT_PLAN, backend: settings.values.backend },
      cores: world.cores,
      rest: () => session.stop(),
    },
  },
});

const defaults = fetchPictureDefaults(baseUrl).then((found) => {
  if (found) settings.setPictureDefaults(found);
});
globalThis.decodeAndDenoise = automation(session, benchmark, defaults);

void isolateThenPlay();

/** A page that is about to be loaded once more begins nothing. */
async function isolateThenPlay(): Promise<void> {
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  const isolation = seekIsolation(
    {
      isolated: crossOriginIsolated,
      secure: isSecureContext && (location.protocol === 'https:' || local),
      workers: 'serviceWorker' in navigator ? navigator.serviceWorker : undefined,
      storage: browserAddress.storage,
      reload: () => location.reload(),
    },
    `${baseUrl}isolation-sw.js`,
    () => session.busy || benchmark.busy || session.source !== 'nothing',
  );
  if ((await Promise.race([isolation, wait(PATIENCE)])) === 'reloading') return;
  // The last run of this device comes before the recording; storage that hangs does not keep both away.
  const last = keeping.then((kept) => kept.restore()).catch(() => false);
  const restored = await Promise.race([last, wait(PATIENCE)]);
  if (!restored) await playRecording();
}

async function playRecording(): Promise<void> {
  const recording = await fetchRecording(baseUrl);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (recording && !benchmark.busy) await session.showRecording(recording, still);
}
