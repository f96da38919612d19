import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { encodeRun, RUN_VERSION } from '../../../src/core/saved/codec';
import { EngineError } from '../../../src/core/errors';
import type { Trace } from '../../../src/core/run/trace';
import { MAX_UNPACKED, packRun, unpackRun } from '../../../src/state/saved/file';
import { pictureTraces, textTraces } from '../../helpers/arbitrary';
import { pictureTrace, textTrace } from '../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const run = (...traces: Trace[]) => ({
  createdAt: '2026-11-25T10:00:00.000Z',
  userAgent: 'test browser',
  traces,
});
const open = (bytes: Uint8Array<ArrayBuffer>) => unpackRun(new Blob([bytes]));

async function refusal(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const error = await open(bytes).then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect((error as EngineError).code).toBe('bad-input');
  return (error as EngineError).message;
}

describe('a run as a file', () => {
  test('comes back from packing and unpacking as from the plain codec', async () => {
    await fc.assert(
      fc.asyncProperty(textTraces, pictureTraces, async (text, picture) => {
        const plain = await open(encodeRun(run(text, picture)));
        const packed = await open(await packRun(run(text, picture)));
        expect(packed).toEqual(plain);
        expect(packed.damage).toBe('');
        expect(packed.run.traces[0]).toEqual(text);
      }),
      { numRuns: 50 },
    );
  });

  test('opened and packed again holds the same tokens and the same frames', async () => {
    const first = await open(await packRun(run(textTrace(), pictureTrace({ size: 16 }))));
    const second = await open(await packRun(first.run));
    expect(second).toEqual(first);
  });

  test('is smaller than plain', async () => {
    const all = run(textTrace({ tokens: 60, candidates: 40 }), pictureTrace());
    expect((await packRun(all)).length).toBeLessThan(0.8 * encodeRun(all).length);
  });
});

describe('a damaged file', () => {
  const text = textTrace({ tokens: 12, candidates: 6 });
  const picture = pictureTrace({ size: 24, spec: { steps: 20 } });

  test('cut off anywhere: a part of the run that says so, or a reason', async () => {
    const packed = await packRun(run(text, picture));
    const whole = (await open(packed)).run.traces[1]?.results ?? [];
    const seen = new Set<number>();
    for (let share = 0.02; share < 1; share += 0.07) {
      const bytes = packed.slice(0, Math.floor(packed.length * share));
      const opened = await open(bytes).catch((cause: unknown) => cause);
      if (opened instanceof EngineError) {
        expect(opened.code).toBe('bad-input');
        continue;
      }
      const { run: part, damage } = opened as Awaited<ReturnType<typeof open>>;
      expect(damage).toMatch(/cut off: its last .* missing/);
      const steps = part.traces[1]?.results.length ?? 0;
      expect(part.traces[1]?.results).toEqual(whole.slice(0, steps));
      seen.add(steps);
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  test('of which only the checksum is missing is shown whole, with a warning', async () => {
    const packed = await packRun(run(text));
    const { run: back, damage } = await open(packed.slice(0, -3));
    expect(back).toEqual((await open(packed)).run);
    expect(damage).toMatch(/checksum/);
  });

  test('with any bytes changed: a run, or a reason, and nothing else', async () => {
    const packed = await packRun(run(textTrace({ tokens: 3, candidates: 2 })));
    const change = fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = packed.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const opened = await open(bytes).catch((cause: unknown) => cause);
        if (opened instanceof EngineError) expect(opened.code).toBe('bad-input');
        else expect(opened).toHaveProperty('run');
      }),
      { numRuns: 300 },
    );
  });

  test('of random bytes is refused, packed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, packed) => {
        const data = packed ? gzipSync(bytes) : bytes;
        expect(await refusal(new Uint8Array(data))).not.toBe('');
      }),
      { numRuns: 200 },
    );
  });
});

describe('what is refused', () => {
  test('nothing, and what is packed but no run', async () => {
    expect(await refusal(new Uint8Array())).toMatch(/empty/);
    expect(await refusal(new Uint8Array(gzipSync('<!doctype html>')))).toMatch(/not a saved run/);
    expect(await refusal(new Uint8Array([0x1f, 0x8b]))).toMatch(/damaged/);
    expect(await refusal(new TextEncoder().encode('%PDF-1.7 some other file'))).toMatch(/begin/);
  });

  test('a newer version, packed', async () => {
    const bytes = encodeRun(run(textTrace()));
    bytes[8] = RUN_VERSION + 1;
    expect(await refusal(new Uint8Array(gzipSync(bytes)))).toMatch(/newer version/);
  });

  test('a bomb: it is unpacked to the limit and no further', async () => {
    // 100 MB of zeros in 100 kB, after the beginning of a run.
    const zeros = new Uint8Array(100_000_000);
    zeros.set(new TextEncoder().encode('DnDtrace'));
    const bomb = new Uint8Array(gzipSync(zeros));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await refusal(bomb)).toMatch(/more than 64 MB/);
  });

  test('what is packed and begins like something else: it is unpacked no further', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(100_000_000)));
    expect(await refusal(bomb)).toMatch(/does not begin like one/);
  });

  test('brackets, a thousand times as many as the file has bytes, are not even parsed', async () => {
    const plain = new Uint8Array(6_000_016).fill(0x5b);
    plain.set(encodeRun(run(textTrace({ tokens: 2 }))).subarray(0, 12));
    new DataView(plain.buffer).setUint32(12, plain.length - 16, true);
    const bomb = new Uint8Array(gzipSync(plain));
    expect(bomb.length).toBeLessThan(20_000);
    expect(await refusal(bomb)).toMatch(/header is larger/);
  });

  test('a file larger than the limit is not read', async () => {
    const huge = { size: MAX_UNPACKED + 1 } as Blob;
    await expect(unpackRun(huge)).rejects.toThrow(/more than 64 MB/);
  });

  test('a file that says it holds more than any run', async () => {
    const bytes = encodeRun(run(textTrace({ tokens: 2 })));
    const text = new TextDecoder('latin1')
      .decode(bytes)
      .replace(/"candidates":8/, '"candidates":1e9')
      .replace(/"body":\d+/, '"body":16e9');
    const changed = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const view = new DataView(changed.buffer);
    view.setUint32(12, view.getUint32(12, true) + changed.length - bytes.length, true);
    expect(await refusal(changed)).toMatch(/more than 64 MB/);
  });

  test('a file that cannot be read any more', async () => {
    const gone = {
      size: 10,
      arrayBuffer: () => Promise.reject(new DOMException('moved', 'NotReadableError')),
    } as unknown as Blob;
    await expect(unpackRun(gone)).rejects.toThrow(/could not be read/);
  });
});
