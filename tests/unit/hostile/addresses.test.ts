/** Addresses from anyone: settings, lanes and the note of where a run was made. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { LIMITS, MAX_PROMPT } from '../../../src/core/limits';
import { parseManifest, type ModelManifest } from '../../../src/core/manifest';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { linked } from '../../../src/state/saved/link';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';
import { MOST_LANES } from '../../../src/state/settings/lanes';
import { fromSearch, PAGE_SETTINGS, parse, toSearch } from '../../../src/state/settings/values';
import { soonAndInWords } from '../../helpers/hostile';

vi.setConfig({ testTimeout: 300_000 });

const MANIFESTS = new Map<string, ModelManifest>(
  SITE_MODELS.map(({ id }) => {
    const url = new URL(`../../../public/models/${id}/manifest.json`, import.meta.url);
    return [id, parseManifest(JSON.parse(readFileSync(url, 'utf8')), id)];
  }),
);
const OWN = [
  ...Object.keys(PAGE_SETTINGS),
  ...Object.values(MECHANISMS).flatMap(({ settings }) => Object.keys(settings)),
];
const key = fc.oneof(
  fc.constantFrom(
    ...OWN,
    'lanes',
    'engine',
    'made',
    'view',
    '__proto__',
    'constructor',
    'toString',
  ),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'A'), fc.constantFrom(...OWN, '__proto__'))
    .map((pair) => pair.join('.')),
  fc.string({ maxLength: 20 }),
);
const lane = fc
  .tuple(
    fc.constantFrom('', 'a:', 'b:', 'd:', 'z:', ':'),
    fc.constantFrom('smollm2-135m-instruct', 'emoji-denoiser', '__proto__', '', '../x', 'none'),
    fc.constantFrom('', '@', '@webllm', '@onnxruntime', '@abacus', '@@'),
  )
  .map((parts) => parts.join(''));
const value = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    '0x10',
    ' 7 ',
    '٣',
    '1,5',
    '{prompt}',
    'wasm',
    'webgpu',
    'together',
    'null',
    '9'.repeat(5000),
  ),
  fc.double().map(String),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(lane, { maxLength: 6 }).map((lanes) => lanes.join(',')),
  fc.nat(3).map((n) => 'x\u202e😀\u0000<img src=x onerror=alert(1)>%00%zz'.repeat(10 ** n)),
);
const search = fc
  .array(fc.tuple(key, value), { maxLength: 12 })
  .chain((pairs) => fc.tuple(fc.constant(pairs), fc.boolean()))
  .map(([pairs, raw]) =>
    raw ? `?${pairs.map((pair) => pair.join('=')).join('&')}` : `?${new URLSearchParams(pairs)}`,
  );

test('any address gives settings that can run, and a sentence for each that it could not', async () => {
  await fc.assert(
    fc.asyncProperty(search, fc.boolean(), async (text, known) => {
      const models = known ? MANIFESTS : new Map<string, ModelManifest>();
      const result = await soonAndInWords(() => {
        const raw = fromSearch(text);
        const parsed = parse(raw, SITE_MODELS, models);
        return { parsed, again: toSearch(text, raw, parsed) };
      });
      if (!result) throw new Error('an address is never refused');
      const { parsed, again } = result;
      const { page, lanes, notes } = parsed;
      expect(page.seed).toBeGreaterThanOrEqual(LIMITS.seed.min);
      expect(page.seed).toBeLessThanOrEqual(LIMITS.seed.max);
      expect(lanes.length).toBeGreaterThan(0);
      expect(lanes.length).toBeLessThanOrEqual(MOST_LANES);
      expect(new Set(lanes.map(({ id }) => id)).size).toBe(lanes.length);
      const sentences = [notes, ...lanes.map((one) => one.notes)].flatMap((all) =>
        Object.values(all),
      );
      for (const sentence of sentences) {
        expect(sentence).toMatch(/[.]$/);
        expect(sentence.length).toBeLessThan(600);
      }
      for (const { settings, values } of lanes)
        for (const [name, setting] of Object.entries(settings))
          if (setting.kind === 'number') {
            expect(values[name]).toBeGreaterThanOrEqual(setting.range.min);
            expect(values[name]).toBeLessThanOrEqual(setting.range.max);
          } else if (setting.kind === 'choice') expect(setting.choices).toContain(values[name]);
      // What the page makes of it means the same, and needs no more changes.
      const second = parse(fromSearch(again), SITE_MODELS, models);
      if (page.prompt.length <= MAX_PROMPT && !again.includes('%EF%BF%BD'))
        expect(second.page.seed).toBe(page.seed);
      expect(second.lanes.map(({ values }) => values)).toBeDefined();
    }),
    { numRuns: 500 },
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('any address tells at most a line of where its run was made', async () => {
  await fc.assert(
    fc.asyncProperty(search, async (text) => {
      const from = await soonAndInWords(() => linked(`http://localhost/${text}`));
      expect(from?.made.length).toBeLessThanOrEqual(120);
      expect(from?.made).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 200 },
  );
});
