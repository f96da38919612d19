/** The result that Compare opens with: `npm run bench -- --backend wasm --out public/bench/example.json`. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeResult } from '../../../../src/core/bench/codec';
import { summarise } from '../../../../src/core/bench/summary';
import { FIRST_LANES } from '../../../../src/state/settings/catalogue';

test('the example is a result of today of the lanes that the page opens with', () => {
  const file = new URL('../../../../public/bench/example.json', import.meta.url);
  const text = readFileSync(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ version: 2 });
  const result = decodeResult(text);
  expect(result.plan.lanes.map(({ model }) => model.id)).toEqual(FIRST_LANES);
  expect(result.end).toEqual({ complete: true });
  expect(result.limits.length).toBeGreaterThan(0);
  const { rows, sharing } = summarise(result);
  expect(rows.every(({ right }) => right)).toBe(true);
  expect(new Set(rows.map(({ policy }) => policy)).size).toBe(3);
  expect(sharing.map(({ policy }) => policy)).toEqual(['together', 'turns']);
});
