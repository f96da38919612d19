/** The binary part of a saved run: what a mechanism's codec writes and reads. Little-endian. */
import { EngineError } from '../errors';

/** What is written, in pieces. */
export class BodyWriter {
  readonly #pieces: Uint8Array[] = [];
  readonly #strings = new Map<string, number>();
  length = 0;

  /** Every string once; results refer to them by index. */
  get strings(): string[] {
    return [...this.#strings.keys()];
  }

  /** @returns the index of the string */
  string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, this.#strings.size);
    return this.#strings.size - 1;
  }

  /** Room of so many bytes, to be filled by the caller. */
  room(length: number): Uint8Array<ArrayBuffer> {
    const piece = new Uint8Array(length);
    this.#pieces.push(piece);
    this.length += length;
    return piece;
  }

  /** Copies everything written to a place. */
  copyTo(bytes: Uint8Array, at: number): void {
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
}

/** The file ends before what is to be read. */
export class CutOff extends EngineError {
  constructor() {
    super('bad-input', 'The file is cut off here.');
  }
}

export class BodyReader {
  #at = 0;
  #short = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly strings: readonly string[],
  ) {}

  /** Every byte was taken, and no more were asked for. */
  get exact(): boolean {
    return this.#at === this.bytes.length && !this.#short;
  }

  /** @throws CutOff where there are fewer; nothing after them can be found either */
  take(length: number): Uint8Array {
    if (!(length <= this.bytes.length - this.#at)) {
      this.#at = this.bytes.length;
      this.#short = true;
      throw new CutOff();
    }
    const piece = this.bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return piece;
  }

  /** Undefined where there is none of this index. */
  string(index: number): string | undefined {
    return this.strings[index];
  }
}

/** A view on bytes for numbers of more than one of them. */
export function dataView({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
