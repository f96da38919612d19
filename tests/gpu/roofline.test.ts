import { afterEach, expect, test, vi } from 'vitest';
import { EngineError } from '../../src/core/errors';
import { limitsOf, type RooflineProgress } from '../../src/core/bench/roofline';
import { Gpu } from '../../src/engines/roofline/gpu';
import { probeGpu } from '../../src/engines/roofline/gpu-probes';
import { measureRoofline } from '../../src/workers/roofline';

const now = () => performance.timeOrigin + performance.now();

afterEach(() => vi.restoreAllMocks());

test('measures the adapter and the cores, every kernel with the right answer', async () => {
  const seen: RooflineProgress[] = [];
  const roofline = await measureRoofline(
    2,
    (progress) => seen.push(progress),
    new AbortController().signal,
  );
  expect(roofline.refused).toEqual([]);
  const [gpu, one, two] = roofline.devices;
  expect([gpu?.backend, one?.threads, two?.threads]).toEqual(['webgpu', 1, 2]);
  expect(gpu?.adapter).toMatchObject({ software: true });
  const names = (device = gpu) => device?.probes.map(({ name }) => name);
  expect(names()).toEqual(expect.arrayContaining(['read', 'copy', 'triad', 'f32', 'dispatch']));
  expect(names(one)).toEqual(names(two));
  for (const { probes } of roofline.devices)
    for (const { name, right, samples } of probes) {
      expect(right, name).toBe(true);
      expect(samples.length, name).toBeGreaterThanOrEqual(3);
      for (const sample of samples) expect(sample, name).toBeGreaterThan(0);
    }
  const limits = limitsOf(roofline);
  expect(limits[0]).toMatchObject({ backend: 'webgpu', precision: 'f32', threads: 0 });
  expect(limits.map(({ precision }) => precision)).toContain('int16');
  // Progress only ever rises, to its end.
  expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).sort((a, b) => a - b));
  expect(seen.at(-1)).toMatchObject({ done: seen[0]?.total });
});

test('a kernel that computes wrongly has no speed', async () => {
  const gpu = await Gpu.open(now);
  const run = gpu.run.bind(gpu);
  vi.spyOn(gpu, 'run').mockImplementation(async (encode, slices) => {
    const stretch = await run(encode, slices);
    const values = new Float32Array(stretch.result);
    const last = values.length - 1;
    if (last >= 0) values[last] = (values[last] ?? 0) + 1;
    return stretch;
  });
  const { probes } = await probeGpu(gpu, now, () => undefined);
  gpu.close();
  for (const { name, right, samples } of probes)
    expect({ name, right, samples }).toEqual({ name, right: false, samples: [] });
});

test('a kernel that does not compile says so, and the device goes on', async () => {
  const gpu = await Gpu.open(now);
  await expect(gpu.pipeline('fn broken( {', 'broken')).rejects.toMatchObject({ code: 'internal' });
  const empty = '@compute @workgroup_size(1) fn nothing() {}';
  await expect(gpu.pipeline(empty, 'nothing')).resolves.toBeDefined();
  gpu.close();
});

test('a device that is taken away says so', async () => {
  const gpu = await Gpu.open(now);
  const probing = probeGpu(gpu, now, (name) => {
    if (name === 'copy') gpu.device.destroy();
  });
  const error = EngineError.from(await probing.catch((cause: unknown) => cause));
  expect(error.code).toBe('device-lost');
});
