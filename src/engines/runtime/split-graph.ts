/**
 * An ONNX file whose weights lie in it (onnx.proto of onnx/onnx), as a small graph and a file of
 * external data: itself. The runtime copies a graph into its memory and parses it there, so a file of
 * 1.7 GB would take twice that; external data it reads tensor by tensor. Nothing is decoded: all but
 * the large weights is copied as it is, and those become a place in the file.
 */
import { PbfWriter } from 'pbf';
import { EngineError } from '../../core/errors';
import { text } from '../../text/stored-models';

/** The name under which the graph asks for what lay in its own file. */
export const OWN_DATA = 'own-weights.bin';
/** Smaller ones stay: shapes, axes and scales are read while a graph is prepared. */
const LEAST = 4096;
/** Bytes that are read at once. */
const WINDOW = 1 << 18;
/** A graph without its weights is never longer. */
const LONGEST = 1 << 28;

/** Fields by number. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;
const TENSOR_EXTERNAL = 13;
const TENSOR_LOCATION = 14;
const EXTERNAL = 1;
/** Wire types. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

interface Field {
  readonly number: number;
  readonly type: number;
  /** Of its tag. */
  readonly start: number;
  /** Of its content, where it has a length. */
  readonly from: number;
  readonly to: number;
}

/** @throws EngineError `unsupported-model` for what is no ONNX model. */
export async function splitGraph(file: Blob, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Reader(file, path);
  const model = new Parts();
  let graphs = 0;
  for (let at = 0; at < file.size;) {
    const field = await reader.field(at, file.size);
    at = field.to;
    if (field.number !== MODEL_GRAPH) await model.copy(reader, field);
    else {
      graphs++;
      model.message(MODEL_GRAPH, await splitInitializers(reader, field));
    }
  }
  if (graphs !== 1) throw reader.broken();
  return model.bytes();
}

async function splitInitializers(reader: Reader, { from, to }: Field): Promise<Parts> {
  const graph = new Parts();
  for (let at = from; at < to;) {
    const field = await reader.field(at, to);
    at = field.to;
    const large = field.number === GRAPH_INITIALIZER && field.to - field.from > LEAST;
    const outside = large ? await withoutData(reader, field) : null;
    if (outside) graph.message(GRAPH_INITIALIZER, outside);
    else await graph.copy(reader, field);
  }
  return graph;
}

/** A weight as a place in the file; null where it has no raw bytes, or is outside already. */
async function withoutData(reader: Reader, { from, to }: Field): Promise<Parts | null> {
  const tensor = new Parts();
  let data: Field | null = null;
  for (let at = from; at < to;) {
    const field = await reader.field(at, to);
    at = field.to;
    if (field.number === TENSOR_EXTERNAL || field.number === TENSOR_LOCATION) return null;
    if (field.number === TENSOR_RAW_DATA) data = field;
    else if (field.to - field.start > LEAST) return null;
    else await tensor.copy(reader, field);
  }
  if (!data || data.to - data.from <= LEAST) return null;
  const entries = { location: OWN_DATA, offset: data.from, length: data.to - data.from };
  const writer = new PbfWriter();
  for (const [key, value] of Object.entries(entries))
    writer.writeMessage(
      TENSOR_EXTERNAL,
      ([k, v]: readonly [string, string], entry) => {
        entry.writeStringField(1, k);
        entry.writeStringField(2, v);
      },
      [key, String(value)] as const,
    );
  writer.writeVarintField(TENSOR_LOCATION, EXTERNAL);
  tensor.add(writer.finish());
  return tensor;
}

/** Pieces of a message. */
class Parts {
  readonly #pieces: Uint8Array[] = [];
  length = 0;

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  async copy(reader: Reader, { start, to }: Field): Promise<void> {
    if (this.length + to - start > LONGEST) throw reader.broken();
    this.add(await reader.bytes(start, to));
  }

  message(number: number, content: Parts): void {
    const head = new PbfWriter();
    head.writeVarint((number << 3) | BYTES);
    head.writeVarint(content.length);
    this.add(head.finish());
    for (const piece of content.#pieces) this.add(piece);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** Reads fields at any place, through one window over the file. */
class Reader {
  #window = new Uint8Array(0);
  #start = 0;

  constructor(
    private readonly file: Blob,
    private readonly path: string,
  ) {}

  /** @param end of the message that it is in. */
  async field(start: number, end: number): Promise<Field> {
    const [tag, afterTag] = await this.#varint(start, end);
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (number === 0) throw this.broken();
    let from = afterTag;
    let to: number;
    if (type === VARINT) [, to] = await this.#varint(from, end);
    else if (type === FIXED64) to = from + 8;
    else if (type === FIXED32) to = from + 4;
    else if (type === BYTES) {
      const [length, after] = await this.#varint(from, end);
      from = after;
      to = from + length;
    } else throw this.broken();
    if (to > end) throw this.broken();
    return { number, type, start, from, to };
  }

  async bytes(from: number, to: number): Promise<Uint8Array> {
    if (to - from <= WINDOW) return (await this.#at(from, to - from)).slice(0, to - from);
    return new Uint8Array(await this.file.slice(from, to).arrayBuffer());
  }

  broken(): EngineError {
    return new EngineError('unsupported-model', text.noGraph(this.path));
  }

  async #varint(at: number, end: number): Promise<[value: number, next: number]> {
    const bytes = await this.#at(at, Math.min(10, end - at));
    let value = 0;
    for (let i = 0; i < Math.min(10, bytes.length); i++) {
      const byte = bytes[i] as number;
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return [value, at + i + 1];
    }
    throw this.broken();
  }

  /** The file from there on, at least so many bytes where it has them. */
  async #at(from: number, count: number): Promise<Uint8Array> {
    const offset = from - this.#start;
    if (offset < 0 || offset + count > this.#window.length) {
      this.#start = from;
      const end = from + Math.max(WINDOW, count);
      this.#window = new Uint8Array(await this.file.slice(from, end).arrayBuffer());
    }
    return this.#window.subarray(from - this.#start);
  }
}
