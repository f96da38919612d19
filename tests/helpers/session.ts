/** A session of both lanes in a world turned by hand, and what a test does with it again and again. */
import type { LaneKind } from '../../src/core/run/run';
import { Comparison } from '../../src/state/session/session.svelte';
import { Settings } from '../../src/state/settings/settings.svelte';
import { FakeWorld, fakeAddress, settled } from './fakes';
import { denoiseSteps, diffusionSpec, tokenStep } from './traces';

export const KINDS: readonly LaneKind[] = ['language', 'diffusion'];

/** @param search the query string that the page is opened with */
export function openSession(search = '?prompt=a+red+apple&seed=3') {
  const world = new FakeWorld();
  const session = new Comparison(new Settings(fakeAddress(search)), world);
  return {
    world,
    session,
    /** Presses Run and lets both models load. */
    async startRun() {
      void session.run();
      await settled();
      for (const kind of KINDS)
        if (session[kind].phase === 'loading') world.newest(kind).loading.finish();
      await settled();
    },
    token(index: number) {
      world.newest('language').running.emit({ type: 'token', token: tokenStep(index) });
    },
    step() {
      for (const step of denoiseSteps(diffusionSpec({ steps: 1 }), 4))
        world.newest('diffusion').running.emit({ type: 'step', step });
    },
    async finish(kind: LaneKind) {
      const reason = kind === 'language' ? 'stop' : 'steps';
      world.newest(kind).running.emit({ type: 'done', reason });
      await settled();
    },
    /** Until the next frame is drawn. */
    async shown() {
      await settled();
      world.frames.tick();
    },
  };
}
