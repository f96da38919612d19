import { expect, test } from 'vitest';
import { benchTable } from '../../../cli/bench-table';
import { benchResult, GPU_LIMITS } from '../../helpers/results';

test('the limits of the device, each pass below them, and why', () => {
  const table = benchTable(benchResult());
  expect(table).toMatch(/2 cores, int16 +178 \(176 to 179\) +31\.4 \(30\.1 to 32\.2\) +- +-/);
  expect(table).toMatch(/decode +28\.\d \S.* +memory, 4\.\d+ +\d+% +-/);
  expect(table).toMatch(/One token is memory-bound: .*; one denoising step is compute-bound: /);
});

test('of a GPU what a dispatch takes; without limits nothing of them', () => {
  expect(benchTable(benchResult({ limits: GPU_LIMITS }))).toMatch(
    /WebGPU, f16 +4800 .* +4\.00 \(3\.90 to 4\.20\) +0\.950 /,
  );
  expect(benchTable(benchResult({ limits: [] }))).not.toContain('What the device can do');
});
