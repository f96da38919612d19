/** Every live engine on WebGPU, computed by SwiftShader; a missing adapter fails every test here. */
import { expect, it } from 'vitest';
import { chooseBackend } from '../../src/engines/runtime/backend';
import { workerEngine } from '../../src/workers/start';
import { engineContract } from '../contract/support/engine-contract';
import { tiny } from '../contract/support/tiny';

it('has an adapter, flagged as software', async () => {
  expect(await chooseBackend('webgpu')).toMatchObject({
    backend: 'webgpu',
    adapter: { software: true },
  });
});

// Two stacks on WebGPU keep the same promises.
engineContract({
  lane: 'language',
  name: 'in WebLLM, in its worker',
  kind: 'live',
  options: { ...tiny('language', 'webgpu'), model: 'tiny-webllm', engine: 'webllm' },
  make: () => workerEngine('language'),
});

for (const lane of ['language', 'diffusion'] as const)
  engineContract({
    lane,
    name: 'in its worker',
    kind: 'live',
    options: tiny(lane, 'webgpu'),
    make: () => workerEngine(lane),
  });
