/** A session of two lanes in an environment turned by hand, and what a test does with it again and again. */
import type { MechanismId } from '../../src/core/ids';
import { Session } from '../../src/state/session/session.svelte';
import { Settings } from '../../src/state/settings/settings.svelte';
import { FakeEnvironment, fakeAddress, settled } from './fakes';
import { denoiseSteps, pictureSpec, tokenStep } from './traces';

/** How a run of each mechanism ends that made all it was asked for. */
const REASONS = {
  autoregression: 'stop',
  diffusion: 'complete',
  'masked-diffusion': 'stop',
  'autoregression-picture': 'complete',
  'masked-diffusion-picture': 'complete',
} as const satisfies Record<MechanismId, string>;

/** @param search the query string that the page is opened with */
export function openSession(search = '?prompt=a+red+apple&seed=3') {
  const environment = new FakeEnvironment();
  const session = new Session(new Settings(fakeAddress(search)), environment);
  return {
    environment,
    session,
    /** Presses Run and lets all models load. */
    async startRun() {
      void session.run();
      await settled();
      environment.finishLoads();
      await settled();
    },
    token(index: number) {
      const run = environment.newest('autoregression').running;
      run.emit({ type: 'result', result: tokenStep(index) });
    },
    step() {
      const run = environment.newest('diffusion').running;
      for (const result of denoiseSteps(pictureSpec({ steps: 1 }), 4))
        run.emit({ type: 'result', result });
    },
    async finish(mechanism: MechanismId) {
      const reason = REASONS[mechanism];
      environment.newest(mechanism).running.emit({ type: 'done', reason });
      await settled();
    },
    /** Until the next frame is drawn. */
    async shown() {
      await settled();
      environment.frames.tick();
    },
  };
}
