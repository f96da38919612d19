import { expect, it } from 'vitest';
import { workerEngine } from '../../src/workers/lanes';
import { never, options, picture, traceOf } from './support/diffusion';
import { toRgba } from '../../src/core/image';

it('runs', async () => {
  const where = { model: 'emoji-denoiser', baseUrl: location.origin + '/node_modules/.dlab/' };
  const engine = workerEngine('diffusion');
  await engine.load(options(where, 'wasm', 1), () => undefined, never);
  const golden = await (await fetch(where.baseUrl + 'models/emoji-denoiser/golden.json')).json();
  for (const p of golden.picture) {
    const trace = await traceOf(engine, picture({ ...p.settings, steps: 8, seed: p.seed, style: p.style, prompt: p.caption }));
    const rgba = toRgba(trace.steps.at(-1)!.denoised);
    const want = Uint8Array.from(atob(p.rgb), (c) => c.charCodeAt(0));
    let sum = 0, max = 0;
    for (let i = 0; i < 4096; i++) for (let c = 0; c < 3; c++) { const d = Math.abs(rgba[i * 4 + c]! - want[i * 3 + c]!); sum += d; max = Math.max(max, d); }
    console.log(p.caption, sum / 12288, max);
  }
  for (const prompt of ['一条绿色的龙', '🐉🔥', '   x   ', 'سيارة حمراء', 'a '.repeat(40), 'zzzzqqqq unbelievably'.repeat(5)]) {
    const trace = await traceOf(engine, picture({ steps: 1, guidance: 1, prompt }));
    console.log(prompt.slice(0, 20), JSON.stringify(trace.encoded?.pieces), trace.encoded?.cut, trace.end?.type);
  }
  expect(1).toBe(1);
}, 150000);
