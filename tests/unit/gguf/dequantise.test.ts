/** Block formats against what the `gguf` package of Python makes of the same bytes, bit for bit. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BLOCK_FORMATS, dequantise } from '../../../src/engines/gguf/dequantise';

interface Golden {
  type: number;
  name: string;
  weights: number;
  bytes: number;
  data: string;
  values: string;
}

const { blocks } = JSON.parse(
  readFileSync(new URL('../../fixtures/gguf/blocks.json', import.meta.url), 'utf8'),
) as { blocks: Golden[] };
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe('block formats', () => {
  it('are those that the golden values were made for', () => {
    expect(blocks.map(({ type }) => type).sort()).toEqual([...BLOCK_FORMATS.keys()].sort());
  });

  it.each(blocks.map((each) => [each.name, each] as const))('%s', (name, golden) => {
    const format = BLOCK_FORMATS.get(golden.type);
    if (!format) return expect.unreachable(name);
    expect(format).toMatchObject({ name, weights: golden.weights, bytes: golden.bytes });
    const data = bytesOf(golden.data);
    const expected = bytesOf(golden.values);
    expect(data.length / format.bytes).toBe(expected.length / 4 / format.weights);
    // Not from the start of a buffer: blocks lie anywhere in a file.
    const moved = new Uint8Array(data.length + 3);
    moved.set(data, 3);
    const out = new Float32Array(expected.length / 4);
    dequantise(format, moved, 3, out);
    const values = new Float32Array(expected.buffer);
    expect(values.some((value) => value !== 0)).toBe(true);
    // Zero is zero, whatever its sign; everything else to the bit.
    expect([...out].map((x) => x + 0)).toEqual([...values].map((x) => x + 0));
  });
});
