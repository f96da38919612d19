/** Results of benchmarks from anyone, as files of both versions and as links. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { BenchResult } from '../../../src/core/bench/bench';
import {
  decodeResult,
  encodeResult,
  fromFragment,
  MAX_LINK,
  toFragment,
} from '../../../src/core/bench/codec';
import { notesOf } from '../../../src/core/bench/notes';
import { summarise } from '../../../src/core/bench/summary';
import { benchResult } from '../../helpers/bench-runs';
import { changed, changes, damage, soonAndInWords } from '../../helpers/hostile';

vi.setConfig({ testTimeout: 300_000 });

const OURS = JSON.parse(encodeResult(benchResult())) as unknown;
const VERSION1 = JSON.parse(
  readFileSync(new URL('../../fixtures/v1/results/until.json', import.meta.url), 'utf8'),
) as unknown;

/** Everything that Compare does with a result that it took. */
async function shown(result: BenchResult): Promise<void> {
  summarise(result);
  notesOf(result);
  decodeResult(encodeResult(result));
  await toFragment(result);
}

async function takenOrRefused(read: () => BenchResult | Promise<BenchResult>): Promise<void> {
  const result = await soonAndInWords(read, 'bad-input');
  if (result) await soonAndInWords(() => shown(result));
}

test.each([
  ['this version', OURS],
  ['version 1', VERSION1],
])('a file of %s with other values is a result or refused, soon', async (_, value) => {
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      const text = JSON.stringify(changed(value, list));
      await takenOrRefused(() => decodeResult(text));
    }),
    { numRuns: 300 },
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a file with bytes changed is a result or refused, soon', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(OURS));
  await fc.assert(
    fc.asyncProperty(damage, async (hurt) => {
      const text = new TextDecoder().decode(hurt(bytes));
      await takenOrRefused(() => decodeResult(text));
    }),
    { numRuns: 200 },
  );
});

async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
}

test('a link with other values, or cut and changed, is a result or refused, soon', async () => {
  const whole = await toFragment(benchResult());
  if (!whole) throw new Error('no link');
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      const fragment = await packed(JSON.stringify(changed(OURS, list)));
      await takenOrRefused(() => fromFragment(fragment));
    }),
    { numRuns: 150 },
  );
  await fc.assert(
    fc.asyncProperty(damage, fc.string(), async (hurt, more) => {
      const fragment = new TextDecoder('latin1').decode(hurt(new TextEncoder().encode(whole)));
      await takenOrRefused(() => fromFragment(fragment + more));
    }),
    { numRuns: 200 },
  );
});

test.each<[string, () => string]>([
  ['brackets without end', () => '['.repeat(30e6)],
  ['a text of 30 MB', () => `"${'x'.repeat(30e6)}"`],
  [
    'a text where a number belongs, of 5 MB',
    () => JSON.stringify({ ...(OURS as object), samples: [{ round: '9'.repeat(5e6) }] }),
  ],
  [
    'three hundred thousand samples',
    () => JSON.stringify({ ...(OURS as object), samples: Array(300_000).fill({}) }),
  ],
  ['a million times the same key', () => `{${'"a":1,'.repeat(1e6)}"a":1}`],
])('a file of %s, soon', async (_, make) => {
  const text = make();
  await takenOrRefused(() => decodeResult(text));
});

test('a link that unpacks to a hundred megabytes, soon', async () => {
  const fragment = await packed(' '.repeat(20e6));
  expect(fragment.length).toBeLessThan(2 * MAX_LINK);
  await takenOrRefused(() => fromFragment(fragment));
});
