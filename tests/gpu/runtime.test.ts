import { expect, it } from 'vitest';
import { squareIn, withJspi, withoutJspi } from '../contract/support/runtime';

it.each([
  ['jspi', withJspi],
  ['asyncify', withoutJspi],
])('runs on the GPU (%s) in a module worker and keeps an output there', async (build, start) => {
  const answer = await squareIn(start, 'webgpu');
  expect(answer).toMatchObject({ backend: 'webgpu', software: true, location: 'gpu-buffer' });
  expect(answer.values).toEqual([1, 4, 9]);
  expect(answer.runtime).toContain(build);
});

it('takes WASM rather than a GPU that is emulated in software', async () => {
  const answer = await squareIn(withJspi, 'auto');
  expect(answer).toMatchObject({ backend: 'wasm', values: [1, 4, 9] });
});
