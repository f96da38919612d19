/** The page that `npm run count:gpu` drives: a fresh worker for each engine. */
import { Caller } from '../peers/calls';
import type { Count, CountCalls, Counted } from './calls';

const baseUrl = new URL('/', location.href).href;

globalThis.countPasses = async (what) => {
  const worker = new Worker(new URL('./count.worker.ts', import.meta.url), { type: 'module' });
  const caller = new Caller<CountCalls>(worker);
  try {
    return await caller.call('count', { what, baseUrl });
  } finally {
    caller.end();
  }
};

declare global {
  var countPasses: (what: Counted) => Promise<Count>;
}
