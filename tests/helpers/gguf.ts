/** Writes small GGUF files (version 3) for tests, by the format's description in ggml. */

export interface TestTensor {
  readonly name: string;
  /** [width, rows] or [size]. */
  readonly shape: readonly number[];
  /** `enum ggml_type`. */
  readonly type: number;
  readonly data: Uint8Array;
}

const ALIGNMENT = 32;
const UINT32 = 4;
const STRING = 8;

export function writeGguf(tensors: readonly TestTensor[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const u32 = (value: number) => bytes.push(...new Uint8Array(Uint32Array.of(value).buffer));
  const u64 = (value: number) =>
    bytes.push(...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  const string = (value: string) => {
    const encoded = new TextEncoder().encode(value);
    u64(encoded.length);
    for (const byte of encoded) bytes.push(byte);
  };
  bytes.push(...new TextEncoder().encode('GGUF'));
  u32(3);
  u64(tensors.length);
  u64(2);
  string('general.architecture');
  u32(STRING);
  string('llama');
  string('general.alignment');
  u32(UINT32);
  u32(ALIGNMENT);
  let offset = 0;
  for (const { name, shape, type, data } of tensors) {
    string(name);
    u32(shape.length);
    for (const size of shape) u64(size);
    u32(type);
    u64(offset);
    offset = align(offset + data.length);
  }
  const start = align(bytes.length);
  const file = new Uint8Array(start + offset);
  file.set(bytes);
  let at = start;
  for (const { data } of tensors) {
    file.set(data, at);
    at = align(at + data.length);
  }
  return file;
}

function align(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

/** The file in pieces of these sizes, over and over. */
export async function* inPieces(
  file: Uint8Array,
  sizes: readonly number[],
): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < file.length; i++) {
    const size = sizes[i % sizes.length] ?? file.length;
    yield file.subarray(at, at + size);
    at += size;
  }
}
