/**
 * The composition root of the Learn view: the tour and what it stands on. Fetched when it is first
 * asked for, so that the page begins without it.
 */
import type { Trace } from './core/run/trace';
import { recordings } from './state/learn/recordings';
import type { Scene } from './state/learn/scene';
import { Stage } from './state/learn/stage.svelte';
import { browserTour, Tour } from './state/learn/tour.svelte';
import { Visit } from './state/learn/visit.svelte';
import type { SavedRuns } from './state/saved/saved-runs.svelte';
import type { Environment } from './state/session/environment';
import { fetchManifest } from './state/session/models';
import type { Session } from './state/session/session.svelte';
import { siteEntry } from './state/settings/catalogue';
import { SEGMENTS } from './views/learn/segments';
import { measure } from './views/learn/segments/asks/measured';
import { thin } from './views/learn/segments/thin';

export { default as View } from './views/learn/Learn.svelte';

/**
 * @param saved keeps what is run here with all other runs of this device
 * @param towatch brings the Watch view on show
 */
export function openLearn(
  session: Session,
  environment: Environment,
  saved: Promise<Pick<SavedRuns, 'history' | 'openKept'>>,
  towatch: () => void,
) {
  const { settings } = session;
  /** Of the model of a run and of what it needs. */
  const manifests = ({ engine }: Trace) =>
    [engine.model.id, ...needsIn(engine.model.id)].flatMap((id) => settings.manifest(id) ?? []);
  const visit = new Visit(session, (trace) => measure(trace, manifests(trace)));
  /** By the id of a run: the id of what the history keeps it in; empty where it does not. */
  const kept = new Map<string, Promise<string>>();
  const asked = new Map<string, Promise<void>>();
  const know = async (id: string) => {
    const manifest = settings.manifest(id) ?? (await fetchManifest(environment.baseUrl, id));
    if (manifest && !settings.manifest(id)) settings.know(manifest);
  };
  const back = {
    session,
    frames: environment.frames,
    newId: () => environment.newId(),
    now: () => environment.now(),
    recording: recordings(environment.baseUrl),
    async know(model: string) {
      const coming = [model, ...needsIn(model)].map((id) => {
        const one = asked.get(id) ?? know(id);
        asked.set(id, one);
        return one;
      });
      await Promise.all(coming);
    },
    onmade(traces: readonly Trace[], branches: readonly Trace[]) {
      visit.add(traces);
      const run = {
        createdAt: new Date().toISOString(),
        userAgent: navigator.userAgent,
        traces: [...traces, ...branches],
      };
      const id = saved.then(async ({ history }) => (await history.keep(run)).id).catch(() => '');
      for (const { spec } of traces) kept.set(spec.runId, id);
    },
  };
  const stages = new Map<string, Stage>();
  return {
    session,
    tour: new Tour(browserTour, SEGMENTS.length),
    visit,
    /** The stage of a segment, the same each time. */
    stage(id: string, scene: Scene): Stage {
      const stage = stages.get(id) ?? new Stage(scene, back);
      stages.set(id, stage);
      return stage;
    },
    /** Runs a stop for a recording; null where something of it was not made. */
    async record(id: string, variant: string) {
      const segment = SEGMENTS.find((one) => one.id === id);
      const list = segment?.variants?.list ?? [];
      const scene = (list.find((one) => one.id === variant) ?? segment)?.scene;
      if (!scene) return null;
      const stage = new Stage(scene, back);
      await stage.run();
      const { parts, made } = stage;
      const traces = parts.flatMap(({ id, glance = false }) => {
        const trace = made[id];
        return trace?.end?.type === 'done' ? [thin(trace, glance)] : [];
      });
      if (traces.length < parts.length) return null;
      return { createdAt: new Date().toISOString(), userAgent: navigator.userAgent, traces };
    },
    /** Brings what a stage shows on show in Watch: a run of the reader's as one of this device. */
    async onwatch({ traces, recording }: Pick<Stage, 'traces' | 'recording'>) {
      if (recording) {
        if (await session.close()) await session.showRecording({ ...recording, traces }, true);
      } else {
        const id = await kept.get(traces[0]?.spec.runId ?? '');
        if (id) await (await saved).openKept(id);
      }
      towatch();
    },
  };
}

/** Folders that the first runtime of a model of this site needs beside its own. */
function needsIn(model: string): readonly string[] {
  return siteEntry(model)?.runtimes[0]?.needs ?? [];
}
