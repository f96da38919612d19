/** Writes small GGUF files (version 3) for tests, by the format's description in ggml. */

import type { MetadataValue } from '../../src/engines/gguf/fields';

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
const INT32 = 5;
const STRING = 8;
const FLOAT32 = 6;
const BOOL = 7;
const ARRAY = 9;
const INT64 = 11;

const ARCHITECTURE = new Map<string, MetadataValue>([['general.architecture', 'llama']]);

/** @param metadata whole numbers are written as 64 bit, in lists as 32, others as float32. */
export function writeGguf(
  tensors: readonly TestTensor[],
  metadata: ReadonlyMap<string, MetadataValue> = ARCHITECTURE,
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const u32 = (value: number) => bytes.push(...new Uint8Array(Uint32Array.of(value).buffer));
  const u64 = (value: number) =>
    bytes.push(...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  const string = (value: string) => {
    const encoded = new TextEncoder().encode(value);
    u64(encoded.length);
    for (const byte of encoded) bytes.push(byte);
  };
  const typeOf = (value: MetadataValue) =>
    typeof value === 'string'
      ? STRING
      : typeof value === 'boolean'
        ? BOOL
        : typeof value === 'bigint' || Number.isInteger(value)
          ? INT64
          : FLOAT32;
  const scalar = (value: MetadataValue, type: number) => {
    if (type === STRING) string(value as string);
    else if (type === BOOL) bytes.push(value ? 1 : 0);
    else if (type === INT32) bytes.push(...new Uint8Array(Int32Array.of(value as number).buffer));
    else if (type === INT64)
      bytes.push(...new Uint8Array(BigInt64Array.of(BigInt(value as number)).buffer));
    else bytes.push(...new Uint8Array(Float32Array.of(value as number).buffer));
  };
  bytes.push(...new TextEncoder().encode('GGUF'));
  u32(3);
  u64(tensors.length);
  u64(metadata.size + 1);
  for (const [key, value] of metadata) {
    string(key);
    if (Array.isArray(value)) {
      const list = value as readonly MetadataValue[];
      const first = typeOf(list[0] ?? 0);
      const float = list.some((each) => typeOf(each) === FLOAT32);
      const type = float ? FLOAT32 : first === INT64 ? INT32 : first;
      u32(ARRAY);
      u32(type);
      u64(list.length);
      for (const each of list) scalar(each, type);
    } else {
      // A float may be a whole number: what must be one is read as such either way.
      const type = /epsilon|freq_base/.test(key) ? FLOAT32 : typeOf(value);
      u32(type);
      scalar(value, type);
    }
  }
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
