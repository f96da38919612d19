/** A session whose runs are kept, in an environment turned by hand and the browser's real IndexedDB. */
import { History } from '../../src/state/saved/history.svelte';
import { SavedRuns, type Device } from '../../src/state/saved/saved-runs.svelte';
import { packRun } from '../../src/state/saved/file';
import { openRunStore, type RunStore } from '../../src/state/saved/run-store';
import type { Trace } from '../../src/core/run/trace';
import { openSession } from './session';
import { pictureTrace, textTrace } from './traces';

let names = 0;

/** The name of a database that no other test has. */
export function freshName(): string {
  return `test-${performance.timeOrigin}-${names++}`;
}

interface Visit {
  /** The query string that the page is opened with. */
  readonly search?: string;
  /** Of the database; the same one is the same device. */
  readonly name?: string;
  /** Storage of the tab; the same one is the same tab. */
  readonly tab?: Map<string, string>;
  readonly open?: () => Promise<RunStore>;
}

/** What a visit to the page has; the recording that it plays is counted. */
export function visit({ search = '', name = freshName(), tab, open }: Visit = {}) {
  const page = openSession(search);
  const stored = tab ?? new Map<string, string>();
  const history = new History(open ?? (() => openRunStore(name)));
  let recordings = 0;
  const device: Device = {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/141.0.0.0 Safari/537.36',
    date: () => '2026-11-25T14:02:00.000Z',
    address: `https://example.org/page/${search}`,
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    },
    playRecording: async () => void recordings++,
  };
  const saved = new SavedRuns(page.session, history, device);
  const stop = saved.watch();
  return { ...page, name, tab: stored, history, saved, stop, recordings: () => recordings };
}

export interface SampleRun {
  readonly id?: string;
  readonly text?: Trace;
  readonly picture?: Trace;
}

/** A finished run of both lanes, small. */
export function savedRun({ id = 'cat', text, picture }: SampleRun = {}) {
  return {
    createdAt: '2026-11-25T10:00:00.000Z',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/141.0.0.0 Safari/537.36',
    traces: [
      text ?? textTrace({ tokens: 4, spec: { runId: `${id}-text` } }),
      picture ??
        pictureTrace({ size: 8, spec: { runId: id, steps: 3, prompt: `a ${id}`, seed: 7 } }),
    ],
  };
}

export async function traceFile(run = savedRun(), name = 'a-cat.trace'): Promise<File> {
  return new File([await packRun(run)], name);
}
