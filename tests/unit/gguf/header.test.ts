/** Headers of GGUF files, whole and hostile. */
import { openAsBlob, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/core/errors';
import { blobRanges, readHeader, type Ranges } from '../../../src/engines/gguf/header';
import { writeGguf } from '../../helpers/gguf';

const root = new URL('../../../', import.meta.url);
const tiny = new Uint8Array(
  readFileSync(new URL('tests/fixtures/models/tiny-llama/model.gguf', root)),
);
const read = (bytes: Uint8Array<ArrayBuffer>) => readHeader(blobRanges(new Blob([bytes])));

/** What a header may do at most: be refused in words, soon. */
async function refusalOrHeader(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const began = performance.now();
  try {
    const { tensors, size } = await read(bytes);
    for (const { offset, bytes: length } of tensors)
      expect(offset + length).toBeLessThanOrEqual(size);
  } catch (cause) {
    expect(cause).toBeInstanceOf(EngineError);
    expect(cause).toMatchObject({ code: 'unsupported-model' });
    expect((cause as Error).message).toMatch(
      /^(This file cannot be read as a GGUF|The file stores)/,
    );
  }
  expect(performance.now() - began).toBeLessThan(5000);
}

const patched = (at: number, bytes: readonly number[]) => {
  const file = tiny.slice();
  file.set(bytes, at);
  return file;
};
const u64 = (value: bigint) => [...new Uint8Array(BigUint64Array.of(value).buffer)];

describe('a header', () => {
  it('gives metadata and the place of each tensor', async () => {
    const { metadata, tensors, size } = await read(tiny);
    expect(size).toBe(tiny.length);
    expect(metadata.get('general.architecture')).toBe('llama');
    expect(metadata.get('llama.block_count')).toBe(2);
    expect(metadata.get('tokenizer.ggml.tokens')).toHaveLength(480);
    const embedding = tensors.find(({ name }) => name === 'token_embd.weight');
    expect(embedding).toMatchObject({
      shape: [64, 480],
      format: { name: 'Q8_0' },
      bytes: 960 * 34,
    });
    for (const [i, { offset }] of tensors.entries()) {
      const before = tensors[i - 1];
      expect(offset).toBeGreaterThanOrEqual(before ? before.offset + before.bytes : 0);
    }
  });

  it('of the embedded model is read by small ranges', { timeout: 30_000 }, async () => {
    const blob = await openAsBlob(new URL('public/models/smollm2-135m-instruct/model.gguf', root));
    const whole = blobRanges(blob);
    let fetched = 0;
    const ranges: Ranges = {
      size: whole.size,
      read: (from, to) => {
        fetched += to - from;
        return whole.read(from, to);
      },
    };
    const { metadata, tensors } = await readHeader(ranges);
    expect(metadata.get('tokenizer.ggml.merges')).toHaveLength(48900);
    expect(tensors).toHaveLength(272);
    expect(new Set(tensors.map(({ format }) => format.name))).toEqual(
      new Set(['F32', 'Q4_1', 'Q8_0']),
    );
    expect(tensors.at(-1)).toSatisfy(
      (last: { offset: number; bytes: number }) => last.offset + last.bytes <= whole.size,
    );
    expect(fetched).toBeLessThanOrEqual(4 << 20);
  });

  it('keeps every text as it is, a byte order mark included', async () => {
    const name = '\ufeffa\u0000b';
    const file = writeGguf([{ name, shape: [32], type: 8, data: new Uint8Array(34) }]);
    expect((await read(file)).tensors[0]?.name).toBe(name);
    const bad = writeGguf([{ name: 'abcd', shape: [32], type: 8, data: new Uint8Array(34) }]);
    bad[new TextDecoder('latin1').decode(bad).indexOf('abcd')] = 0xff;
    await expect(read(bad)).rejects.toThrow(/not UTF-8/);
  });

  it('is fetched further when a text reaches over what is there', async () => {
    const name = 'n'.repeat(3_000_000);
    const file = writeGguf([{ name, shape: [32], type: 8, data: new Uint8Array(34) }]);
    expect((await read(file)).tensors[0]?.name).toBe(name);
  });

  it('passes on what the source throws', async () => {
    const cause = new EngineError('aborted', 'Stopped.');
    const ranges: Ranges = { size: 1e6, read: () => Promise.reject(cause) };
    await expect(readHeader(ranges)).rejects.toBe(cause);
  });

  it.each([
    ['nothing', new Uint8Array(0), /ends within its header/],
    ['text', new TextEncoder().encode('<!doctype html>'.repeat(9)), /begin with GGUF/],
    ['the magic number alone', tiny.slice(0, 4), /ends within/],
    ['a big-endian machine', patched(4, [0, 0, 0, 3]), /big-endian/],
    ['another version', patched(4, [9, 0, 0, 0]), /version/],
    ['a tensor count without end', patched(8, u64(2n ** 62n)), /ends within/],
    ['ten million tensors', patched(8, u64(9_999_999n)), /ends within/],
    ['a key count without end', patched(16, u64(2n ** 62n)), /ends within/],
    ['a key of four gigabytes', patched(24, u64(2n ** 32n)), /ends within/],
    ['half of it', tiny.slice(0, tiny.length / 2), /ends within/],
    ['a byte less', tiny.slice(0, -1), /ends within/],
  ])('of %s is refused', async (_, bytes, words) => {
    const parsing = read(bytes);
    await expect(parsing).rejects.toMatchObject({ code: 'unsupported-model' });
    await expect(parsing).rejects.toThrow(words);
  });

  it.each([
    ['an unknown block format', 21, [32, 3], /IQ3_S, which this page cannot read/],
    ['a type of no name', 9999, [32, 3], /type 9999/],
    ['rows that are no whole blocks', 8, [33, 3], /no whole blocks of Q8_0/],
    ['no dimensions', 0, [], /shape/],
    ['a dimension of nothing', 0, [0, 3], /shape/],
    ['more than is there', 8, [32, 300], /ends within a\.weight/],
    ['more than a number can count', 0, [2 ** 32, 2 ** 32, 2 ** 32, 2 ** 32], /ends within/],
  ])('with %s is refused', async (_, type, shape, words) => {
    const file = writeGguf([{ name: 'a.weight', shape, type, data: new Uint8Array(102) }]);
    await expect(read(file)).rejects.toThrow(words);
  });

  it('with tensors that overlap, or of one name, is refused', async () => {
    const tensor = (name: string) => ({ name, shape: [32], type: 8, data: new Uint8Array(34) });
    await expect(read(writeGguf([tensor('a'), tensor('a')]))).rejects.toThrow(/twice/);
    const file = writeGguf([tensor('a.weight'), tensor('b.weight')]);
    const text = new TextDecoder('latin1').decode(file);
    file.set(u64(0n), text.indexOf('b.weight') + 8 + 4 + 8 + 4);
    await expect(read(file)).rejects.toThrow(/overlaps/);
  });

  it('never shows a stranger’s markup', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const file = writeGguf([{ name, shape: [32], type: 77, data: new Uint8Array(34) }]);
    await expect(read(file)).rejects.toThrow(/stores one of its tensors as type 77/);
  });
});

describe('a mutated header', { timeout: 60_000 }, () => {
  const end = 14_000;
  const mutation = fc.tuple(
    fc.nat(end),
    fc.oneof(fc.constantFrom(0, 1, 127, 128, 255), fc.nat(255)),
  );

  it('is refused in words or read, soon, whatever bytes change', () =>
    fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 8 }), async (changes) => {
        const file = tiny.slice();
        for (const [at, value] of changes) file[at] = value;
        await refusalOrHeader(file);
      }),
      { numRuns: 150 },
    ));

  it('so is one with wild numbers in it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(end),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        async (at, value) => {
          await refusalOrHeader(patched(at, u64(value)));
        },
      ),
      { numRuns: 100 },
    ));

  it('and one that is cut, or has something put in', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(end), fc.uint8Array({ maxLength: 40 }), async (at, more) => {
        const file = new Uint8Array([...tiny.subarray(0, at), ...more, ...tiny.subarray(at)]);
        await refusalOrHeader(file);
        await refusalOrHeader(tiny.slice(0, at));
      }),
      { numRuns: 100 },
    ));
});
