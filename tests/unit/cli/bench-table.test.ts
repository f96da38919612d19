import { expect, test } from 'vitest';
import { benchTable } from '../../../cli/bench-table';
import { benchResult, GPU_LIMITS } from '../../helpers/results';

test('the limits of the device, each pass below them, and why', () => {
  const table = benchTable(benchResult());
  expect(table).toMatch(/2 cores, int16 +178 \(176 to 179\) +31\.4 \(30\.1 to 32\.2\) +- +-/);
  expect(table).toMatch(/decode +28\.\d \S.* +1\.\d+ +4\.\d+ +- +2\d\.\d +rest +memory, 1\d%/);
  expect(table).toMatch(
    /One token is bound by none of these limits: of its .*; one denoising step is /,
  );
});

test('of a GPU what a dispatch takes; without limits nothing of them', () => {
  expect(benchTable(benchResult({ limits: GPU_LIMITS }))).toMatch(
    /WebGPU, f16 +4800 .* +4\.00 \(3\.90 to 4\.20\) +0\.950 /,
  );
  expect(benchTable(benchResult({ limits: [] }))).not.toContain('What the device can do');
});

test('two lanes of one mechanism have a table each, told apart everywhere', () => {
  const table = benchTable(benchResult({ twoTexts: true, sweeps: ['tokens'] }));
  expect(table).toMatch(/^Language model: onnxruntime-web: SmolLM2 135M Instruct$/m);
  expect(table).toMatch(/^Language model: WebLLM: SmolLM2 135M Instruct$/m);
  expect(table).toMatch(/language model \(WebLLM\) slower/);
  expect(table).toMatch(/taking turns .*1 pass of up to/);
  expect(table).toContain('Sweep over tokens, language model (onnxruntime-web), runMs: ');
});
