/**
 * The composition root: the one place where state, engines, workers and page meet. `boot.ts` imports
 * it once the catalogue of strings stands.
 */
import { mount } from 'svelte';
import App from './App.svelte';
import { ReplayEngine } from './engines/replay/replay';
import { seekIsolation, unfocused } from './isolation';
import { lazily } from './lazily';
import type { Environment } from './state/session/environment';
import { browserFrames } from './state/session/frames';
import { fetchManifest } from './state/session/models';
import { OtherTabs } from './state/session/other-tabs';
import { fetchRecording } from './state/session/recording';
import { hasModels } from './state/models/flag';
import { Session } from './state/session/session.svelte';
import { knowModels } from './state/settings/know-models.svelte';
import { browserAddress, Settings } from './state/settings/settings.svelte';
import { browserHistory, CurrentView } from './state/view/view.svelte';
import './ui/style';
import { engineOf } from './workers/start';

const baseUrl = new URL('.', document.baseURI).href;
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** How long the recording waits for a page that may be loaded once more. Milliseconds. */
const PATIENCE = 2000;

const settings = new Settings(browserAddress);
const view = new CurrentView(browserHistory);
/** Models that are not this site's, and the view of them: not before one is asked for. */
const models = lazily(async () => {
  const { openModels, View } = await import('./models');
  return { View, props: await openModels(session, view) };
});
const environment: Environment = {
  engine: (kind) => engineOf(kind, async (model) => (await models.get()).props.models.files(model)),
  replay: (trace, signal) => new ReplayEngine(trace, { speed: 1 }).run(trace.spec, signal),
  baseUrl,
  frames: browserFrames,
  cores: navigator.hardwareConcurrency || 1,
  now: () => performance.timeOrigin + performance.now(),
  wait,
  newId: () => crypto.getRandomValues(new Uint32Array(2)).join('-'),
  tab: document,
};
const session = new Session(settings, environment);
const otherTabs = new OtherTabs();
session.tellWhenComputing((computing) => (otherTabs.computing = computing));

/** With its plots and the benchmark, and so not before it is asked for. */
const compare = lazily(async () => {
  const { openCompare, View } = await import('./compare');
  return { View, props: await openCompare(session, environment, otherTabs) };
});

/** The tour, with its texts; what it runs is kept like any other run. */
const learn = lazily(async () => {
  const { openLearn, View } = await import('./learn');
  return { View, props: openLearn(session, environment, saved, () => view.go('watch')) };
});

const measuring = () => session.machine.measuring;

const saved = import('./state/saved/open-saved-runs').then(({ openSavedRuns }) =>
  openSavedRuns(session, {
    userAgent: navigator.userAgent,
    date: () => new Date().toISOString(),
    address: location.href,
    storage: browserAddress.storage,
    open: async (file, here) => (await import('./workers/open-file')).openApart(file, here),
    playRecording,
    openModel: (file) => {
      view.go('models');
      void models.get().then(({ props }) => props.models.openFile(file));
    },
  }),
);

void saved.then((runs) => {
  window.addEventListener('pagehide', () => runs.keepNow());
  // On a phone a tab in the background may be ended without another word.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) runs.keepNow();
  });
});

const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
/** `?offline=off` takes the service worker away again, with all that it keeps. */
const unwanted = new URLSearchParams(location.search).get('offline') === 'off';
const offline = import('./offline/start').then(({ Offline, NewVersion }) => {
  const page = new Offline({
    workers,
    scope: baseUrl,
    page: async () => (await fetch(baseUrl, { cache: 'no-store' })).text(),
    script: import.meta.url,
    reload: () => location.reload(),
  });
  void (unwanted ? page.remove() : page.watch());
  return { NewVersion, offline: page };
});
// A part of the page that is fetched later did not arrive.
window.addEventListener('vite:preloadError', () => {
  offline.then(({ offline: page }) => page.missed()).catch(() => undefined);
});

const stored = settings.absent.length || hasModels() ? models.get() : undefined;
if (stored) settings.lookUp(stored);

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
target.replaceChildren();
mount(App, {
  target,
  props: {
    session,
    saved,
    newSeed: () => crypto.getRandomValues(new Uint16Array(1))[0] ?? 0,
    view,
    compare: compare.get,
    learn: learn.get,
    models: models.get,
    offline,
  },
});

const known = knowModels(settings, (id) => fetchManifest(baseUrl, id));
// For programs, which wait for it: no person's first look needs it.
void import('./automation').then(({ automation }) => {
  globalThis.decodeAndDenoise = automation(
    session,
    { compare, learn, models },
    Promise.all([known, stored?.catch(() => undefined)]),
  );
});

void isolateThenPlay();

/** A page that is about to be loaded once more begins nothing. */
async function isolateThenPlay(): Promise<void> {
  const isolation = seekIsolation(
    {
      isolated: crossOriginIsolated,
      secure: isSecureContext && (location.protocol === 'https:' || local),
      local,
      workers: unwanted ? undefined : workers,
      storage: browserAddress.storage,
      unfocused: () => unfocused(document),
      reload: () => location.reload(),
    },
    `${baseUrl}sw.js`,
    () => session.busy || measuring() || session.source !== 'nothing',
  );
  if ((await Promise.race([isolation, wait(PATIENCE)])) === 'reloading') return;
  // The last run of this device comes before the recording; storage that hangs does not keep both away.
  const last = saved.then((runs) => runs.restore()).catch(() => false);
  const restored = await Promise.race([last, wait(PATIENCE)]);
  if (!restored) await playRecording();
}

async function playRecording(): Promise<void> {
  const recording = await fetchRecording(baseUrl);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (recording && !measuring()) await session.showRecording(recording, still);
}
