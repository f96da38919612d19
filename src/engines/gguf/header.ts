/**
 * The header of a GGUF, from a file of the person's or by ranges from the hub: metadata and where
 * each tensor lies. Nothing that a header claims is believed unless the file has room for it.
 */
import { GGMLQuantizationType } from '@huggingface/gguf';
import { EngineError } from '../../core/errors';
import { BLOCK_FORMATS, type BlockFormat } from './dequantise';
import { broken, parseFields, Short, type Fields, type MetadataValue } from './fields';
import { text as catalogue } from '../../text/gguf';

const words = catalogue.file;

export interface GgufTensorInfo {
  readonly name: string;
  /** Rows last: [width, rows], or [size]. */
  readonly shape: readonly number[];
  readonly format: BlockFormat;
  /** From the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  /** In the order of the file. */
  readonly tensors: readonly GgufTensorInfo[];
  /** Bytes of the whole file. */
  readonly size: number;
}

/** A file of which any part can be had. */
export interface Ranges {
  /** Bytes. */
  readonly size: number;
  /** The bytes `from`..`to`, `to` not included and within the file. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The same at once, where that can be had: of a file on this device, in a worker. */
  readNow?(from: number, to: number): Uint8Array<ArrayBuffer>;
}

/** Of a worker; the page has none. */
interface SyncReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * A file on this device.
 * @param gone makes the error for bytes that cannot be read any more.
 */
export function blobRanges(
  blob: Blob,
  gone: (cause: unknown) => unknown = (cause) => cause,
): Ranges {
  const { FileReaderSync } = globalThis as { FileReaderSync?: new () => SyncReader };
  return {
    size: blob.size,
    read: async (from, to) => {
      try {
        return new Uint8Array(await blob.slice(from, to).arrayBuffer());
      } catch (cause) {
        throw gone(cause);
      }
    },
    ...(FileReaderSync && {
      readNow: (from: number, to: number) => {
        try {
          return new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob.slice(from, to)));
        } catch (cause) {
          throw gone(cause);
        }
      },
    }),
  };
}

const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 1 << 16;
/** Bytes that are read at first; twice as many each time that they are too few. */
const FIRST = 1 << 20;
/** Longest header: a vocabulary of 256 000 tokens with merges has 12 MB. */
const LONGEST = 1 << 26;

/**
 * @throws EngineError `unsupported-model` for what is no GGUF, is cut off, contradicts itself or
 *   stores a tensor in a way that this page cannot read; whatever `read` throws.
 */
export async function readHeader(file: Ranges): Promise<GgufHeader> {
  const { metadata, tensors, length } = await readFields(file);
  const alignment = alignmentOf(metadata);
  const start = BigInt(Math.ceil(length / alignment) * alignment);
  const placed = tensors
    .map(({ name, shape, type, offset }) =>
      place(name, shape, type, start + offset, alignment, file.size),
    )
    .sort((a, b) => a.offset - b.offset);
  checkApart(placed);
  return { metadata, tensors: placed, size: file.size };
}

/** The fields, by as little of the file as they need. */
async function readFields(file: Ranges): Promise<Fields> {
  let bytes = new Uint8Array(0);
  for (let wanted = FIRST; ; wanted *= 2) {
    const known = bytes.length;
    const longer = new Uint8Array(Math.min(wanted, file.size));
    longer.set(bytes);
    longer.set(await file.read(known, longer.length), known);
    bytes = longer;
    try {
      return parseFields(bytes, file.size);
    } catch (cause) {
      if (!(cause instanceof Short)) throw cause;
      if (wanted >= LONGEST) throw broken(words.noEnd);
    }
  }
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  const alignment = Number(metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT);
  if (Number.isInteger(Math.log2(alignment)) && alignment <= LARGEST_ALIGNMENT) return alignment;
  throw broken(words.aligned(alignment));
}

function place(
  name: string,
  wide: readonly bigint[],
  type: number,
  offset: bigint,
  alignment: number,
  size: number,
): GgufTensorInfo {
  const format = BLOCK_FORMATS.get(type);
  if (!format)
    throw new EngineError(
      'unsupported-model',
      words.stored(show(name), GGMLQuantizationType[type] ?? words.unnamed(type)),
      words.reads([...BLOCK_FORMATS.values()].map((each) => each.name).join(', ')),
    );
  const shape = wide.map(Number);
  const [width = 0] = shape;
  if (shape.length < 1 || shape.some((n) => n < 1))
    throw broken(words.shape(show(name), shape.join(' x ') || words.ofNothing));
  if (width % format.weights) throw broken(words.blocks(show(name), format.name));
  // As whole numbers of any size: hostile shapes multiply to more than a double holds.
  const count = wide.reduce((product, n) => product * n, 1n);
  const bytes = (count / BigInt(format.weights)) * BigInt(format.bytes);
  if (offset + bytes > BigInt(size)) throw broken(words.endsWithin(show(name)));
  if (offset % BigInt(alignment)) throw broken(words.place(show(name)));
  return { name, shape, format, offset: Number(offset), bytes: Number(bytes) };
}

function checkApart(tensors: readonly GgufTensorInfo[]): void {
  const names = new Set<string>();
  let end = 0;
  for (const { name, offset, bytes } of tensors) {
    if (names.has(name)) throw broken(words.tensorTwice(show(name)));
    if (offset < end) throw broken(words.overlaps(show(name)));
    names.add(name);
    end = offset + bytes;
  }
}

/** A name from a stranger's file, fit for a sentence. */
function show(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : words.oneTensor;
}
