import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../src/core/errors';
import { readGguf, type GgufTensor } from '../../../../src/engines/autoregression/onnx/gguf';
import { inPieces, writeGguf, type TestTensor } from '../../../helpers/gguf';

const tensors: TestTensor[] = [
  { name: 'a.weight', shape: [5], type: 0, data: bytes(20, 1) },
  { name: 'b.weight', shape: [32, 3], type: 8, data: bytes(102, 2) },
  { name: 'c.weight', shape: [32, 40], type: 3, data: bytes(800, 3) },
];
const sizes = new Map(tensors.map(({ name, data }) => [name, data.length]));
const sizeOf = ({ name }: GgufTensor) => sizes.get(name) ?? 0;

function bytes(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 77) & 255);
}

async function collect(source: AsyncIterable<Uint8Array>) {
  const read: TestTensor[] = [];
  for await (const { tensor, data } of readGguf(source, sizeOf))
    read.push({ ...tensor, data: data.slice() });
  return read;
}

describe('readGguf', () => {
  it.each([[[1]], [[7, 1, 300]], [[4096]], [[100_000]]])(
    'gives every tensor, however the bytes arrive: %j',
    async (pieces) => {
      expect(await collect(inPieces(writeGguf(tensors), pieces))).toEqual(tensors);
    },
  );

  it('gives them in the order of the file, whatever the order of the header', async () => {
    const file = writeGguf(tensors);
    // Swaps the offsets of the first two tensors' header entries: their places in the file.
    const text = new TextDecoder('latin1').decode(file);
    const entry = (name: string, dimensions: number) =>
      text.indexOf(name) + name.length + 4 + 8 * dimensions + 4;
    const [a, b] = [entry('a.weight', 1), entry('b.weight', 2)];
    const offset = file.slice(a, a + 8);
    file.copyWithin(a, b, b + 8);
    file.set(offset, b);
    const names: string[] = [];
    for await (const { tensor } of readGguf(inPieces(file, [64]), () => 20))
      names.push(tensor.name);
    expect(names).toEqual(['b.weight', 'a.weight', 'c.weight']);
  });

  it('reads the source to its end, where the hash is checked', async () => {
    let ended = false;
    async function* source() {
      yield* inPieces(writeGguf(tensors), [100]);
      yield new Uint8Array(1000);
      ended = true;
    }
    await collect(source());
    expect(ended).toBe(true);
  });

  it('passes on what the source throws, in the header and in a tensor', async () => {
    const file = writeGguf(tensors);
    for (const at of [10, file.length - 400]) {
      async function* source() {
        yield file.subarray(0, at);
        throw new EngineError('integrity', 'wrong hash');
      }
      await expect(collect(source())).rejects.toMatchObject({ code: 'integrity' });
    }
  });

  it('lets the source go when the reader leaves early', async () => {
    let closed = false;
    async function* source() {
      try {
        yield* inPieces(writeGguf(tensors), [100]);
      } finally {
        closed = true;
      }
    }
    for await (const { tensor } of readGguf(source(), sizeOf)) if (tensor.name) break;
    expect(closed).toBe(true);
  });

  it.each([
    ['something else', new TextEncoder().encode('<!doctype html><title>Not found</title>')],
    ['an empty file', new Uint8Array(0)],
    ['a file cut off in the header', writeGguf(tensors).slice(0, 60)],
    ['a file cut off in a tensor', writeGguf(tensors).slice(0, -300)],
  ])('refuses %s', async (_, file) => {
    await expect(collect(inPieces(file, [50]))).rejects.toMatchObject({
      code: 'unsupported-model',
    });
  });

  it('refuses tensors that overlap', async () => {
    const wide = (tensor: GgufTensor) => sizeOf(tensor) + 64;
    const read = async () => {
      for await (const read of readGguf(inPieces(writeGguf(tensors), [99]), wide)) void read;
    };
    await expect(read()).rejects.toMatchObject({ code: 'unsupported-model' });
  });
});
