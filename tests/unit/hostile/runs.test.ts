/** Saved runs from anyone, changed in every way, of both versions, packed and not. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FORMATS } from '../../../src/core/formats';
import { mechanismOf } from '../../../src/core/mechanisms';
import type { Trace } from '../../../src/core/run/trace';
import { encodeRun, type SavedRun } from '../../../src/core/saved/codec';
import { unpackRun } from '../../../src/state/saved/file';
import { linkOf } from '../../../src/state/saved/link';
import { numbersParts, tableCsv } from '../../../src/state/saved/numbers';
import { dateText } from '../../../src/views/watch/share/dates';
import { changed, changes, damage, soonAndInWords } from '../../helpers/hostile';
import { pictureTrace, textTrace } from '../../helpers/traces';

vi.setConfig({ testTimeout: 300_000 });

const FIXED = 16;

interface Parts {
  readonly start: Uint8Array;
  readonly header: unknown;
  readonly body: Uint8Array;
}

function partsOf(file: Uint8Array): Parts {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(12, true);
  const json = new TextDecoder().decode(file.subarray(FIXED, FIXED + length));
  return {
    start: file.slice(0, FIXED),
    header: JSON.parse(json),
    body: file.subarray(FIXED + length),
  };
}

function joined({ start, header, body }: Parts): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(FIXED + json.length + body.length);
  file.set(start);
  new DataView(file.buffer).setUint32(12, json.length, true);
  file.set(json, FIXED);
  file.set(body, FIXED + json.length);
  return file;
}

const ours = encodeRun({
  createdAt: '2026-11-25T10:00:00.000Z',
  userAgent: 'test browser',
  traces: [textTrace({ tokens: 6, candidates: 4 }), pictureTrace({ size: 4, spec: { steps: 4 } })],
});

async function version1(name: string): Promise<Uint8Array> {
  const packed = readFileSync(new URL(`../../fixtures/v1/traces/${name}`, import.meta.url));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A file with this text where its header belongs. */
function withHeader(text: string): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(FIXED + text.length);
  file.set(ours.subarray(0, FIXED));
  new DataView(file.buffer).setUint32(12, text.length, true);
  new TextEncoder().encodeInto(text, file.subarray(FIXED));
  return file;
}

const opening = (file: Uint8Array<ArrayBuffer>) => (): Promise<SavedRun> =>
  unpackRun(new Blob([file])).then(({ run }) => run);

/** Everything that the page does with a run that it took. */
function shown(run: SavedRun): void {
  dateText(run.createdAt);
  for (const trace of run.traces) lane(trace);
  expect([...numbersParts(run)].at(-1)).toBe('\n');
  linkOf(run.traces, 'http://localhost/?view=watch#x');
  encodeRun(run);
}

function lane(trace: Trace): void {
  const mechanism = mechanismOf(trace);
  const { length } = trace.results;
  mechanism.settled(trace);
  mechanism.continuation(trace, length);
  mechanism.text?.(trace, length);
  mechanism.picture?.(trace, length);
  mechanism.describe(trace.spec);
  FORMATS[trace.spec.mechanism].cite(trace);
  mechanism.branch(trace);
  tableCsv(trace);
}

async function takenOrRefused(file: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const run = await soonAndInWords(opening(file), 'bad-input');
  if (run) await soonAndInWords(() => shown(run));
  return run !== null;
}

test.each([
  ['this version', () => Promise.resolve(ours)],
  ['version 1', () => version1('stopped.trace')],
] as const)('a header of %s with other values is a run or refused, soon', async (_, source) => {
  const parts = partsOf(await source());
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      const file = joined({ ...parts, header: changed(parts.header, list) });
      if (await takenOrRefused(file)) taken++;
    }),
    { numRuns: 400 },
  );
  // Not all that is changed matters: both ways were taken.
  expect(taken).toBeGreaterThan(3);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('bytes that are changed, cut out or there again are a run or refused, soon', async () => {
  const files = [ours, new Uint8Array(gzipSync(ours)), await version1('stopped.trace')];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), damage, async (file, hurt) => {
      await takenOrRefused(hurt(file));
    }),
    { numRuns: 300 },
  );
});

const header = (change: (header: Header) => void): Uint8Array<ArrayBuffer> => {
  const parts = partsOf(ours);
  change(parts.header as Header);
  return joined(parts);
};

interface Header {
  createdAt: string;
  strings: unknown[];
  traces: { results: { passes: unknown[] }[]; spec: Record<string, unknown>; engine: object }[];
}
const many = <T>(length: number, value: T): T[] => Array<T>(length).fill(value);

test.each<[string, () => Uint8Array<ArrayBuffer>]>([
  ['brackets without end', () => new TextEncoder().encode('['.repeat(30e6))],
  ['brackets without end in the header', () => withHeader('['.repeat(30e6))],
  ['packed zeros, 60 MB of them', () => new Uint8Array(gzipSync(new Uint8Array(60 << 20)))],
  ['more zeros than a run may have', () => new Uint8Array(gzipSync(new Uint8Array(80 << 20)))],
  ['a million strings', () => header((h) => void (h.strings = many(1_000_001, 'a')))],
  ['a million strings that are numbers', () => header((h) => void (h.strings = many(1e6, 5)))],
  [
    'eleven thousand results',
    () =>
      header((h) => {
        const [one] = h.traces;
        if (one) one.results = many(11_000, one.results[0] ?? { passes: [] });
      }),
  ],
  ['a hundred lanes', () => header((h) => void (h.traces = many(100, h.traces[0] as never)))],
  [
    'a hundred thousand passes',
    () =>
      header((h) => {
        const result = h.traces[0]?.results[0];
        if (result) result.passes = many(100_000, result.passes[0]);
      }),
  ],
  [
    'a text where a number belongs, of 5 MB',
    () =>
      header((h) => {
        const spec = h.traces[0]?.spec;
        if (spec) spec['seed'] = '9'.repeat(5e6);
      }),
  ],
  [
    'a key of 5 MB',
    () => header((h) => Object.assign(h.traces[0]?.engine ?? {}, { ['k'.repeat(5e6)]: 1 })),
  ],
])('of %s, soon', async (_, make) => {
  await takenOrRefused(make());
});
