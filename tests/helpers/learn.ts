/** The tour around a session turned by hand: its address, its recordings, its device. */
import { Stage } from '../../src/state/learn/stage.svelte';
import type { Scene } from '../../src/state/learn/scene';
import { Tour } from '../../src/state/learn/tour.svelte';
import { Visit } from '../../src/state/learn/visit.svelte';
import type { SavedRun } from '../../src/core/saved/codec';
import type { Trace } from '../../src/core/run/trace';
import { SEGMENTS } from '../../src/views/learn/segments';
import { measure } from '../../src/views/learn/segments/asks/measured';
import { openSession } from './session';
import { pictureTrace, textTrace } from './traces';

/** What the page begins with, made by hand. */
const RECORDED: SavedRun = {
  createdAt: '2026-11-26T21:06:49.500Z',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0',
  traces: [textTrace({ tokens: 24 }), pictureTrace({ steps: 20 })],
};

/** A tab: its fragment, and what the device keeps. */
function fakeTour(hash: string, kept: Record<string, string> = {}) {
  let moved = () => {};
  return {
    now: hash,
    kept,
    hash() {
      return this.now;
    },
    replace(next: string) {
      this.now = next;
    },
    onmove: (callback: () => void) => void (moved = callback),
    /** As a link or the Back button does. */
    go(next: string) {
      this.now = next;
      moved();
    },
    storage: {
      getItem: (key: string) => kept[key] ?? null,
      setItem: (key: string, value: string) => void (kept[key] = value),
    },
  };
}

/** @param recording what every file holds; null: none can be fetched */
export function openTour(hash: string, recording: SavedRun | null = RECORDED) {
  const own = openSession('?prompt=a+green+dragon&seed=3&backend=wasm');
  const { session, environment } = own;
  const address = fakeTour(hash);
  const tour = new Tour(address, SEGMENTS.length);
  const visit = new Visit(session, (trace: Trace) => measure(trace, []));
  const made: Trace[] = [];
  const asked: string[] = [];
  const back = {
    session,
    frames: environment.frames,
    newId: () => environment.newId(),
    now: () => environment.now(),
    async recording(file: string) {
      asked.push(file);
      return recording;
    },
    know: async () => undefined,
    onmade(traces: readonly Trace[]) {
      made.push(...traces);
      visit.add(traces);
    },
  };
  const stages = new Map<string, Stage>();
  const stage = (id: string, scene: Scene) => {
    const one = stages.get(id) ?? new Stage(scene, back);
    stages.set(id, one);
    return one;
  };
  const watched: Stage[] = [];
  const props = {
    ...{ session, tour, visit, stage, shown: true },
    onwatch: (one: Stage) => void watched.push(one),
  };
  return { ...own, address, tour, visit, stage, made, asked, watched, props };
}
