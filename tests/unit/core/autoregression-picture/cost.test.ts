import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BENCHMARKS } from '../../../../src/core/benchmarks';
import { parseManifest } from '../../../../src/core/manifest';

const manifests = ['tiny-emoji-tokens', 'tiny-picture-tokens', 'tiny-encoder'].map((folder) => {
  const path = `tests/fixtures/models/${folder}/manifest.json`;
  return parseManifest(JSON.parse(readFileSync(path, 'utf8')), path);
});

it('says what a cell, a painting and the encoding cost, by the sizes that passes had', () => {
  const sizes: Record<string, number> = { cell: 2, paint: 1, encode: 4 };
  const work = { figures: {}, size: (kind: string) => sizes[kind] ?? 0 };
  const costs = BENCHMARKS['autoregression-picture'].costs(manifests, 'wasm', work);
  expect(costs.map(({ kind, size }) => [kind, size])).toEqual([
    ['cell', 2],
    ['paint', 1],
    ['encode', 4],
  ]);
  const [twin, decoder] = manifests;
  expect(costs[0]?.flops).toBe(2 * 2 * (twin?.work?.macs ?? NaN));
  expect(costs[1]?.flops).toBe(2 * (decoder?.work?.macs ?? NaN));
  expect(costs.every(({ dispatches, bytes }) => dispatches > 0 && bytes > 0)).toBe(true);
  // Of passes that there were none of, nothing is said.
  const none = { figures: {}, size: () => 0 };
  expect(BENCHMARKS['autoregression-picture'].costs(manifests, 'wasm', none)).toEqual([]);
});
