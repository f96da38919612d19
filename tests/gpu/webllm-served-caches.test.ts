/** How WebLLM gets its files: from memory, while it loads, and from nowhere else. */
import { expect, it } from 'vitest';
import { withCachesServed, PLACE } from '../../src/engines/autoregression/webllm/served-caches';

const bytes = Uint8Array.from([1, 2, 3]);
const files = new Map([[`${PLACE}a.bin`, bytes]]);
const real = caches;

it('answers WebLLM’s caches from memory, as the Cache API would', async () => {
  const { result, device } = await withCachesServed(files, async () => {
    const cache = await caches.open('webllm/model');
    const found = await cache.match(new Request(`${PLACE}a.bin`));
    const keys = await cache.keys();
    expect(keys.map(({ url }) => url)).toEqual([`${PLACE}a.bin`]);
    expect(await cache.match(new Request(`${PLACE}b.bin`))).toBeUndefined();
    return new Uint8Array((await found?.arrayBuffer()) ?? new ArrayBuffer());
  });
  expect(result).toEqual(bytes);
  expect(device).toBeNull();
  expect(caches).toBe(real);
  expect((await caches.keys()).filter((name) => name.startsWith('webllm'))).toEqual([]);
});

it('fetches nothing that it was not given', async () => {
  const ask = () =>
    withCachesServed(files, async () =>
      (await caches.open('webllm/wasm')).add(new Request(`${PLACE}b.bin`)),
    );
  await expect(ask()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('b.bin') as string,
  });
  expect(caches).toBe(real);
});

it('leaves every other cache as it is', async () => {
  await withCachesServed(files, async () => {
    const cache = await caches.open('other');
    await cache.put('https://local.invalid/x', new Response('kept'));
  });
  expect(await (await caches.match('https://local.invalid/x'))?.text()).toBe('kept');
  await caches.delete('other');
});

it('tells which device was opened, and releases it when loading fails', async () => {
  const { requestDevice } = GPUAdapter.prototype;
  const openOne = async () => {
    const adapter = await navigator.gpu.requestAdapter();
    return adapter?.requestDevice();
  };
  const { result, device } = await withCachesServed(files, openOne);
  expect(device).toBe(result);
  let lost: Promise<GPUDeviceLostInfo> | undefined;
  const failing = withCachesServed(files, async () => {
    lost = (await openOne())?.lost;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect((await lost)?.reason).toBe('destroyed');
  expect(GPUAdapter.prototype.requestDevice).toBe(requestDevice);
  device?.destroy();
});
