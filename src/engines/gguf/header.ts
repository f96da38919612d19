/**
 * The header of a GGUF, from a file of the person's or by ranges from the hub: metadata and where
 * each tensor lies. Read by `@huggingface/gguf`, then checked here: nothing that a header claims is
 * believed unless the file has room for it.
 */
import { GGMLQuantizationType, gguf, serializeGgufMetadata } from '@huggingface/gguf';
import { EngineError } from '../../core/errors';
import { BLOCK_FORMATS, type BlockFormat } from './dequantise';

export type MetadataValue = string | number | bigint | boolean | readonly MetadataValue[];

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
}

/** A file on this device. */
export function blobRanges(blob: Blob): Ranges {
  return {
    size: blob.size,
    read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  };
}

const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 1 << 16;
/** Dimensions of a tensor that ggml has. */
const DIMENSIONS = 4;

/**
 * @throws EngineError `unsupported-model` for what is no GGUF, is cut off, contradicts itself or
 *   stores a tensor in a way that this page cannot read; whatever `read` throws.
 */
export async function readHeader(file: Ranges): Promise<GgufHeader> {
  let failure: unknown = null;
  // The library asks for ranges as over HTTP. It would go on reading zeros after the end.
  const fetchRange: typeof fetch = async (_, init) => {
    const range = new Headers(init?.headers).get('range') ?? '';
    const from = Number(/^bytes=(\d+)-/.exec(range)?.[1]);
    const to = Math.min(Number(/-(\d+)$/.exec(range)?.[1]) + 1, file.size);
    if (from >= to) throw (failure = broken('it ends within its header'));
    try {
      return new Response(await file.read(from, to));
    } catch (cause) {
      throw (failure = cause);
    }
  };
  const parsed = await gguf('https://local/model.gguf', {
    fetch: fetchRange,
    typedMetadata: true,
  }).catch((cause: unknown) => {
    throw failure ?? broken(cause instanceof Error ? cause.message : String(cause));
  });
  const [end, infosEnd] = parsed.tensorInfoByteRange;
  if (infosEnd > file.size) throw broken('it ends within its header');
  if (!parsed.littleEndian) throw broken('its numbers are big-endian');
  // A string that reaches over what had been fetched is cut short by the library, in silence; a key
  // that comes twice is dropped. Either way, what was read is not as long as what was there.
  if (lengthOf(parsed) !== end) throw broken('its metadata does not add up');
  const metadata = new Map<string, MetadataValue>();
  for (const [key, { value }] of Object.entries(parsed.typedMetadata))
    metadata.set(key, value as MetadataValue);
  const alignment = alignmentOf(metadata);
  const start = Math.ceil(infosEnd / alignment) * alignment;
  const tensors = parsed.tensorInfos
    .map(({ name, shape, dtype, offset }) =>
      place(name, shape, dtype, BigInt(start) + offset, alignment, file.size),
    )
    .sort((a, b) => a.offset - b.offset);
  checkApart(tensors);
  return { metadata, tensors, size: file.size };
}

/** Bytes that the metadata takes, in front of the tensors' descriptions. */
function lengthOf(parsed: Awaited<ReturnType<typeof gguf>> & { typedMetadata?: unknown }): number {
  const typed = parsed.typedMetadata as Parameters<typeof serializeGgufMetadata>[0];
  try {
    return serializeGgufMetadata(typed, { alignment: 1 }).length;
  } catch {
    return NaN;
  }
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>): number {
  const alignment = Number(metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT);
  if (Number.isInteger(Math.log2(alignment)) && alignment <= LARGEST_ALIGNMENT) return alignment;
  throw broken(`its tensors are said to be aligned to ${alignment} bytes`);
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
      `The file stores ${show(name)} as ${GGMLQuantizationType[type] ?? `type ${type}`}, which this page cannot read.`,
      `It reads ${[...BLOCK_FORMATS.values()].map((each) => each.name).join(', ')}.`,
    );
  const shape = wide.map(Number);
  const [width = 0] = shape;
  if (shape.length < 1 || shape.length > DIMENSIONS || shape.some((n) => n < 1))
    throw broken(`${show(name)} has the shape ${shape.join(' x ') || 'of nothing'}`);
  if (width % format.weights)
    throw broken(`the rows of ${show(name)} are no whole blocks of ${format.name}`);
  // As whole numbers of any size: hostile shapes multiply to more than a double holds.
  const count = wide.reduce((product, n) => product * n, 1n);
  const bytes = (count / BigInt(format.weights)) * BigInt(format.bytes);
  if (offset + bytes > BigInt(size)) throw broken(`it ends within ${show(name)}`);
  if (offset % BigInt(alignment)) throw broken(`${show(name)} does not lie where it should`);
  return { name, shape, format, offset: Number(offset), bytes: Number(bytes) };
}

function checkApart(tensors: readonly GgufTensorInfo[]): void {
  const names = new Set<string>();
  let end = 0;
  for (const { name, offset, bytes } of tensors) {
    if (names.has(name)) throw broken(`it has ${show(name)} twice`);
    if (offset < end) throw broken(`${show(name)} overlaps the tensor before it`);
    names.add(name);
    end = offset + bytes;
  }
}

/** A name from a stranger's file, fit for a sentence. */
function show(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : 'one of its tensors';
}

function broken(what: string): EngineError {
  return new EngineError(
    'unsupported-model',
    `This file cannot be read as a GGUF: ${what}.`,
    'Check that it was downloaded as a whole.',
  );
}
