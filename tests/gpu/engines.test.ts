/** Every live engine on WebGPU, computed by SwiftShader; a missing adapter fails every test here. */
import { expect, it } from 'vitest';
import { MECHANISMS_KNOWN } from '../../src/core/ids';
import { chooseBackend } from '../../src/engines/runtime/backend';
import { engineOf } from '../../src/workers/start';
import { engineContract } from '../contract/support/engine-contract';
import { subjectOf, tiny } from '../contract/support/tiny';

it('has an adapter, flagged as software', async () => {
  expect(await chooseBackend('webgpu')).toMatchObject({
    backend: 'webgpu',
    adapter: { software: true },
  });
});

// Two stacks on WebGPU keep the same promises.
engineContract({
  ...subjectOf('autoregression'),
  name: 'in WebLLM, in its worker',
  kind: 'live',
  options: tiny('autoregression', 'webgpu', 'webllm'),
  make: () => engineOf({ mechanism: 'autoregression', runtime: 'webllm' }),
});

for (const mechanism of MECHANISMS_KNOWN)
  engineContract({
    ...subjectOf(mechanism),
    name: 'in its worker',
    kind: 'live',
    options: tiny(mechanism, 'webgpu'),
    make: () => engineOf({ mechanism, runtime: 'onnxruntime' }),
  });
