import { expect, it } from 'vitest';
import { squareInWorker } from '../contract/support/runtime';

it('runs on the GPU in a module worker and keeps an output there', async () => {
  const answer = await squareInWorker('webgpu');
  expect(answer).toMatchObject({ backend: 'webgpu', software: true, location: 'gpu-buffer' });
  expect(answer.values).toEqual([1, 4, 9]);
});

it('takes WASM rather than a GPU that is emulated in software', async () => {
  expect(await squareInWorker('auto')).toMatchObject({ backend: 'wasm', values: [1, 4, 9] });
});
