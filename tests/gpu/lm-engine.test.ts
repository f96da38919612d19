import { expect, it } from 'vitest';
import { LanguageEngine } from '../../src/engines/lm/engine';
import { engineSuite } from '../contract/support/lm-engine';
import { goldenSuite } from '../contract/support/lm-golden';
import { languageSpec, options, TINY, traceOf } from '../contract/support/lm';

goldenSuite(TINY, 'webgpu');
engineSuite('webgpu');

const never = new AbortController().signal;

it('keeps the cache on the GPU and frees every buffer of it', async () => {
  const { createBuffer } = GPUDevice.prototype;
  const { destroy } = GPUBuffer.prototype;
  const alive = new Set<GPUBuffer>();
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    alive.add(buffer);
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    alive.delete(this);
    return destroy.call(this);
  };
  const engine = new LanguageEngine();
  try {
    await engine.load(options(TINY, 'webgpu'), () => undefined, never);
    const run = () => traceOf(engine, languageSpec({ maxTokens: 20 }));
    // The runtime keeps buffers for reuse: their number settles over the first runs.
    for (let i = 0; i < 5; i++) await run();
    const before = alive.size;
    expect(before).toBeGreaterThan(0);
    for (let i = 0; i < 10; i++) await run();
    expect(alive.size).toBeLessThanOrEqual(before + 2);
  } finally {
    GPUDevice.prototype.createBuffer = createBuffer;
    GPUBuffer.prototype.destroy = destroy;
    await engine.dispose();
  }
});
