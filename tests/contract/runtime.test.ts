import { expect, it } from 'vitest';
import { squareIn, withJspi, withoutJspi, withoutSharedMemory } from './support/runtime';

it.each([
  ['jspi', withJspi],
  ['asyncify', withoutJspi],
])('runs on WASM (%s) with two threads in a module worker, from our own origin', async (...row) => {
  const [build, start] = row;
  const answer = await squareIn(start, 'wasm');
  expect(answer).toMatchObject({ backend: 'wasm', threads: 2, isolated: true, location: 'cpu' });
  expect(answer.values).toEqual([1, 4, 9]);
  // The worker of the second thread: Firefox would collect one that nothing refers to.
  expect(answer.kept).toBeGreaterThanOrEqual(1);
  expect(answer.runtime).toMatch(new RegExp(`^onnxruntime-web 1\\.\\S+ ${build}$`));
  const wasm = answer.fetched.filter((url) => /\.wasm$/.test(url));
  expect(wasm).toHaveLength(1);
  expect(wasm[0]).toContain(build);
  for (const url of answer.fetched) expect(new URL(url).origin).toBe(location.origin);
});

it('says one thread where an isolated browser has no shared memory', async () => {
  const answer = await squareIn(withoutSharedMemory, 'wasm');
  expect(answer).toMatchObject({ threads: 1, isolated: true, kept: 0, values: [1, 4, 9] });
});

it('goes on with WASM where there is no GPU, and says why', async () => {
  expect(await squareIn(withJspi, 'auto')).toMatchObject({ backend: 'wasm' });
});

it('refuses a forced WebGPU where there is none', async () => {
  await expect(squareIn(withJspi, 'webgpu')).rejects.toThrow(/WebGPU was asked for/);
});
