/** The embedded picture model on WebGPU: its graph is another than the fixtures', and so are its needs. */
import { expect, it } from 'vitest';
import { DiffusionEngine } from '../../src/engines/diffusion/engine';
import { EMOJI, never, options } from '../contract/support/diffusion';

it('gives its known answer', async () => {
  const engine = new DiffusionEngine();
  const info = await engine.load(options(EMOJI, 'webgpu'), () => undefined, never);
  expect(info).toMatchObject({ backend: 'webgpu', knownAnswer: { ok: true } });
  await engine.dispose();
}, 300_000);
