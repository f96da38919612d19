import { expect, test } from 'vitest';
import type { Roofline } from '../../src/core/bench/roofline';
import { DeviceRoofline } from '../../src/state/bench/roofline.svelte';
import { measureRoofline } from '../../src/workers/roofline';

test('without a GPU the cores are measured, and it says why the GPU is not', async () => {
  const device = new DeviceRoofline(measureRoofline, document);
  await device.measure(1);
  expect(device.phase).toBe('done');
  const { devices, refused } = device.measured as Roofline;
  expect(devices.map(({ backend, threads }) => [backend, threads])).toEqual([['wasm', 1]]);
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ backend: 'webgpu', error: { code: 'webgpu-unavailable' } });
  for (const { name, right, samples } of devices[0]?.probes ?? []) {
    expect(right, name).toBe(true);
    expect(samples, name).toHaveLength(5);
  }
  const f32 = device.limits.find(({ precision }) => precision === 'f32');
  // A wide net: the slowest phone and the fastest desktop core lie within it.
  expect(f32?.bytesPerSecond?.median).toBeGreaterThan(1e8);
  expect(f32?.flopsPerSecond?.median).toBeGreaterThan(1e8);
  expect(f32?.flopsPerSecond?.median).toBeLessThan(1e12);
});

test('Stop ends it at once and keeps what was there', async () => {
  const device = new DeviceRoofline(measureRoofline, document);
  const measuring = device.measure(2);
  await expect.poll(() => device.progress).not.toBeNull();
  device.stop();
  await measuring;
  expect(device.phase).toBe('idle');
  expect(device.error).toBeNull();
  expect(device.progress).toBeNull();
});

test('behind another tab nothing is measured, and what was there stays', async () => {
  const tab = Object.assign(new EventTarget(), { hidden: false });
  const device = new DeviceRoofline(
    async () => {
      tab.hidden = true;
      tab.dispatchEvent(new Event('visibilitychange'));
      return { devices: [], refused: [] };
    },
    tab as unknown as Document,
  );
  await device.measure(1);
  expect(device.phase).toBe('failed');
  expect(device.error?.message).toContain('in the background');
  expect(device.measured).toBeNull();
});
