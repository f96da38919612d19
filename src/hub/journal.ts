/**
 * How far a download has come, in a file beside its data: one line for each stretch that is safely
 * on the disk. Lines are only ever added, so that a torn write costs the last one and no more.
 */
import * as v from 'valibot';
import type { DiskFile } from './disk';

/** At most this many bytes are on the disk without the journal saying so. */
export const FLUSH_BYTES = 2 << 20;

export interface Progressed {
  /** Bytes from the start that are on the disk. */
  readonly bytes: number;
  /** ETag that they came with; empty where the server gave none that we could read. */
  readonly etag: string;
}

const NOTHING: Progressed = { bytes: 0, etag: '' };
/** A journal of a terabyte has this many lines; a longer one is none of ours. */
const LONGEST = 8 << 20;
const NEWLINE = 0x0a;
const lineSchema = v.object({
  bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  etag: v.string(),
});

export class Journal {
  #end: number;

  private constructor(
    private readonly file: DiskFile,
    end: number,
    readonly start: Progressed,
  ) {
    this.#end = end;
  }

  /**
   * Reads what is there.
   * @param data the file that it is about: a journal that claims more than that has is worth nothing.
   */
  static open(file: DiskFile, data: DiskFile): Journal {
    const bytes = new Uint8Array(Math.min(file.size, LONGEST));
    const { last, length } = parse(bytes.subarray(0, file.read(bytes, 0)));
    const sound = last.bytes <= data.size;
    file.truncate(sound ? length : 0);
    return sound ? new Journal(file, length, last) : new Journal(file, 0, NOTHING);
  }

  /** The data up to here is on the disk: flushed, not only written. */
  add(progressed: Progressed): void {
    const line = new TextEncoder().encode(`${JSON.stringify(progressed)}\n`);
    this.file.write(line, this.#end);
    this.#end += line.length;
    this.file.flush();
  }

  /** Nothing of the data counts any more. */
  clear(): void {
    this.file.truncate(0);
    this.file.flush();
    this.#end = 0;
  }
}

/** Bytes that a journal vouches for, from its text. */
export function journalled(text: string): number {
  return parse(new TextEncoder().encode(text)).last.bytes;
}

/** The last whole line of lines that rise, and the byte at which the next one belongs. */
function parse(bytes: Uint8Array): { last: Progressed; length: number } {
  let last = NOTHING;
  let length = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, length);
    if (end < 0) return { last, length };
    const line = lineOf(bytes.subarray(length, end));
    if (!line || line.bytes < last.bytes) return { last, length };
    last = line;
    length = end + 1;
  }
}

function lineOf(bytes: Uint8Array): Progressed | null {
  try {
    const result = v.safeParse(lineSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
