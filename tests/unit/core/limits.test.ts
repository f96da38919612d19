import fc from 'fast-check';
import { expect, it } from 'vitest';
import { statSync } from 'node:fs';
import {
  clamp,
  LIMITS,
  programBytes,
  sharesMemory,
  threadsPerLane,
} from '../../../src/core/limits';

it('keeps what is allowed and says nothing', () => {
  expect(clamp(LIMITS.steps, 20, 24)).toEqual({ value: 20, note: '' });
  expect(clamp(LIMITS.guidance, 3.5, 3)).toEqual({ value: 3.5, note: '' });
});

it.each([
  [0, 1],
  [-5, 1],
  [1e9, 200],
  [19.6, 20],
])('brings %d steps to %d, and says so', (asked, value) => {
  const answer = clamp(LIMITS.steps, asked, 24);
  expect(answer.value).toBe(value);
  expect(answer.note).toContain(`Steps ${asked}`);
  expect(answer.note).toContain(`${value} is used`);
});

it.each([NaN, Infinity, -Infinity])('takes the fallback for %d', (asked) => {
  const answer = clamp(LIMITS.maxTokens, asked, 48);
  expect(answer.value).toBe(48);
  expect(answer.note).not.toBe('');
});

it('answers within the range for any number, with a note exactly when it differs', () => {
  for (const range of Object.values(LIMITS))
    fc.assert(
      fc.property(fc.double(), (asked) => {
        const { value, note } = clamp(range, asked, range.max);
        expect(value).toBeGreaterThanOrEqual(range.min);
        expect(value).toBeLessThanOrEqual(range.max);
        if (range.whole) expect(Number.isInteger(value)).toBe(true);
        expect(note === '').toBe(value === asked);
      }),
    );
});

it('shares the cores between lanes that compute at the same time', () => {
  const cores = [1, 2, 3, 4, 8, 64];
  expect(cores.map((n) => threadsPerLane('together', n, 1))).toEqual([1, 2, 3, 4, 4, 4]);
  expect(cores.map((n) => threadsPerLane('together', n, 2))).toEqual([1, 1, 1, 2, 4, 4]);
  expect(cores.map((n) => threadsPerLane('together', n, 4))).toEqual([1, 1, 1, 1, 2, 4]);
  for (const policy of ['alone', 'turns'] as const)
    expect(cores.map((n) => threadsPerLane(policy, n, 4))).toEqual([1, 2, 3, 4, 4, 4]);
});

it('shared memory needs isolation and a browser that has it', () => {
  const SharedArrayBuffer = ArrayBuffer;
  expect(sharesMemory({ crossOriginIsolated: true, SharedArrayBuffer })).toBe(true);
  expect(sharesMemory({ crossOriginIsolated: false, SharedArrayBuffer })).toBe(false);
  // WebKitGTK 2.54.
  expect(sharesMemory({ crossOriginIsolated: true })).toBe(false);
});

it.each([
  ['jspi', { Suspending: null }],
  ['asyncify', {}],
])('knows how large the program of the %s runtime is', (build, wasm) => {
  const file = `node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.${build}.wasm`;
  expect(programBytes(wasm) / statSync(file).size).toBeCloseTo(1, 1);
});
