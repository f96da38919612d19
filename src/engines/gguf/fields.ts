/**
 * The fields at the start of a GGUF, as they are written (ggml/docs/gguf.md): metadata by key, then
 * name, shape, type and place of each tensor. Not `@huggingface/gguf`: it takes a byte order mark
 * off the start of a text, so that a token goes missing, cuts a text in silence that reaches over
 * what it has fetched, and reads zeros after the end of a file.
 */
import { EngineError } from '../../core/errors';
import { text as catalogue } from '../../text/gguf';

const words = catalogue.file;

export type MetadataValue = string | number | bigint | boolean | readonly MetadataValue[];

interface TensorField {
  readonly name: string;
  /** Rows last. */
  readonly shape: readonly bigint[];
  /** `enum ggml_type`. */
  readonly type: number;
  /** From the start of the tensors' data. */
  readonly offset: bigint;
}

export interface Fields {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: readonly TensorField[];
  /** Bytes that the fields take. */
  readonly length: number;
}

/** More bytes are needed than there are so far. */
export class Short extends Error {}

/** `enum gguf_type` that has a fixed size: bytes, and how it is read. */
const SCALARS: ReadonlyMap<
  number,
  readonly [number, (view: DataView, at: number) => MetadataValue]
> = new Map([
  [0, [1, (view, at) => view.getUint8(at)]],
  [1, [1, (view, at) => view.getInt8(at)]],
  [2, [2, (view, at) => view.getUint16(at, true)]],
  [3, [2, (view, at) => view.getInt16(at, true)]],
  [4, [4, (view, at) => view.getUint32(at, true)]],
  [5, [4, (view, at) => view.getInt32(at, true)]],
  [6, [4, (view, at) => view.getFloat32(at, true)]],
  [7, [1, (view, at) => view.getUint8(at) !== 0]],
  [10, [8, (view, at) => view.getBigUint64(at, true)]],
  [11, [8, (view, at) => view.getBigInt64(at, true)]],
  [12, [8, (view, at) => view.getFloat64(at, true)]],
]);
const STRING = 8;
const ARRAY = 9;
const MAGIC = 0x46554747;
/** Dimensions of a tensor that ggml has. */
const DIMENSIONS = 4;
/** Least bytes of a key with its value, and of a tensor: what counts are checked against. */
const LEAST_KEY = 13;
const LEAST_TENSOR = 24;

/**
 * @param bytes the start of the file.
 * @param size of the whole file: nothing can be more than it has room for.
 * @throws Short when the fields go on after these bytes; EngineError `unsupported-model`.
 */
export function parseFields(bytes: Uint8Array, size: number): Fields {
  const cursor = new Cursor(bytes, size);
  if (cursor.u32() !== MAGIC) throw broken(words.magic);
  const version = cursor.u32();
  if (version >= 1 << 24) throw broken(words.endian);
  if (version !== 2 && version !== 3) throw broken(words.version(version));
  const tensorCount = cursor.count(LEAST_TENSOR);
  const keyCount = cursor.count(LEAST_KEY);
  const metadata = new Map<string, MetadataValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = cursor.text();
    if (metadata.has(key)) throw broken(words.twice);
    metadata.set(key, cursor.value(cursor.u32()));
  }
  const tensors = Array.from({ length: tensorCount }, () => cursor.tensor());
  return { metadata, tensors, length: cursor.at };
}

class Cursor {
  at = 0;
  readonly #view: DataView;
  // Strict: a text that is none would come back as another one. A mark at its start stays.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(
    private readonly bytes: Uint8Array,
    private readonly size: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** How many things follow, of at least so many bytes each. */
  count(least: number): number {
    const count = this.u64();
    if (count * BigInt(least) > BigInt(this.size - this.at)) throw cutOff();
    return Number(count);
  }

  text(): string {
    const length = this.count(1);
    const from = this.#take(length);
    try {
      return this.#decoder.decode(this.bytes.subarray(from, from + length));
    } catch {
      throw broken(words.utf8);
    }
  }

  value(type: number): MetadataValue {
    if (type === STRING) return this.text();
    if (type !== ARRAY) return this.#scalar(type);
    const inner = this.u32();
    if (inner === ARRAY) throw broken(words.lists);
    const text = inner === STRING;
    const count = this.count(text ? 8 : (SCALARS.get(inner)?.[0] ?? 1));
    const list: MetadataValue[] = [];
    for (let i = 0; i < count; i++) list.push(text ? this.text() : this.#scalar(inner));
    return list;
  }

  tensor(): TensorField {
    const name = this.text();
    const dimensions = this.u32();
    if (dimensions > DIMENSIONS) throw broken(words.dimensions(dimensions));
    const shape = Array.from({ length: dimensions }, () => this.u64());
    return { name, shape, type: this.u32(), offset: this.u64() };
  }

  #scalar(type: number): MetadataValue {
    const scalar = SCALARS.get(type);
    if (!scalar) throw broken(words.type(type));
    const [bytes, read] = scalar;
    return read(this.#view, this.#take(bytes));
  }

  /** Steps over this many bytes. @returns where they begin. */
  #take(bytes: number): number {
    const from = this.at;
    if (from + bytes > this.size) throw cutOff();
    if (from + bytes > this.bytes.length) throw new Short();
    this.at += bytes;
    return from;
  }
}

/** @returns the error for a file that contradicts itself. */
export function broken(said: string): EngineError {
  return new EngineError('unsupported-model', said, words.hint);
}

function cutOff(): EngineError {
  return broken(words.ends);
}
