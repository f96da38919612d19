/** The page that `npm run check:gpu` drives: a fresh worker for each engine, then two at once. */
import { limitsOf } from '../../src/core/bench/roofline';
import { measureRoofline } from '../../src/engines/roofline/measure';
import type { Counted } from '../count-gpu/calls';
import { Caller } from '../peers/calls';
import type { CheckCalls, CheckOrder } from './calls';
import type { EngineReport, Lanes } from './report';

const baseUrl = new URL('/', location.href).href;
type Settings = Pick<CheckOrder, 'passes' | 'context'>;

function start(): Caller<CheckCalls> {
  return new Caller(new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' }));
}

class CheckPage {
  async engine(what: Counted, settings: Settings): Promise<EngineReport> {
    const worker = start();
    try {
      const report = await worker.call('check', { what, baseUrl, ...settings });
      return { ...report, noticesLoss: await worker.call('lose', null) };
    } finally {
      worker.end();
    }
  }

  async lanes(settings: Settings): Promise<Lanes> {
    const [text, picture] = [start(), start()];
    try {
      const load = { baseUrl, passes: 1, context: 32 };
      await text.call('check', { what: 'onnxruntime', ...load });
      await picture.call('check', { what: 'diffusion', ...load });
      const both = [text, picture].map((lane) => lane.call('time', settings.passes));
      const [decode = [], step = []] = await Promise.all(both);
      return { decode, step };
    } finally {
      text.end();
      picture.end();
    }
  }

  async limits() {
    const core = () =>
      new Worker(new URL('../../src/workers/roofline-core.worker.ts', import.meta.url), {
        type: 'module',
      });
    const now = () => performance.timeOrigin + performance.now();
    const threads = Math.max(1, navigator.hardwareConcurrency >> 1);
    const roofline = await measureRoofline(threads, { core, now }, () => undefined);
    const [refused] = roofline.refused;
    if (refused) throw new Error(`${refused.backend}: ${refused.error.message}`);
    return limitsOf(roofline);
  }
}

declare global {
  var checkPage: CheckPage;
}
globalThis.checkPage = new CheckPage();
