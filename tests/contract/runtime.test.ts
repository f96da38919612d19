import { expect, it } from 'vitest';
import { squareInWorker } from './support/runtime';

it('runs on WASM with two threads in a module worker, from our own origin', async () => {
  const answer = await squareInWorker('wasm');
  expect(answer).toMatchObject({ backend: 'wasm', threads: 2, isolated: true, location: 'cpu' });
  expect(answer.values).toEqual([1, 4, 9]);
  expect(answer.fetched.some((url) => url.includes('asyncify.wasm'))).toBe(true);
  for (const url of answer.fetched) expect(new URL(url).origin).toBe(location.origin);
});

it('goes on with WASM where there is no GPU, and says why', async () => {
  expect(await squareInWorker('auto')).toMatchObject({ backend: 'wasm' });
});

it('refuses a forced WebGPU where there is none', async () => {
  await expect(squareInWorker('webgpu')).rejects.toThrow(/WebGPU was asked for/);
});
