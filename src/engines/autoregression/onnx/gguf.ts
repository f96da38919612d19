/**
 * Reads a GGUF while it arrives: the header by `@huggingface/gguf`, then the tensors one by one, in
 * the order of the file. Not here: what the tensors mean.
 */
import { gguf } from '@huggingface/gguf';
import { EngineError } from '../../../core/errors';

export interface GgufTensor {
  readonly name: string;
  /** Rows last: [width, rows], or [size]. */
  readonly shape: readonly number[];
  /** `enum ggml_type` of ggml.h. */
  readonly type: number;
}

/**
 * The tensors of a GGUF. The data handed out is a view of a buffer that the next tensor reuses.
 * The source is read to its very end, so that whoever checks the whole file (its hash) has done so
 * when this returns; until then nothing here is to be trusted.
 *
 * @param source the file in pieces, in order.
 * @param sizeOf bytes of a tensor; may throw for one that is not wanted.
 * @throws EngineError `unsupported-model` when it is no GGUF or its tensors overlap or are cut off;
 *   whatever the source throws.
 */
export async function* readGguf(
  source: AsyncIterable<Uint8Array>,
  sizeOf: (tensor: GgufTensor) => number,
): AsyncGenerator<{ tensor: GgufTensor; data: Uint8Array }> {
  const bytes = new ByteQueue(source);
  try {
    const header = await parseHeader(bytes);
    let scratch = new Uint8Array(0);
    for (const { tensor, offset } of header) {
      const size = sizeOf(tensor);
      if (scratch.length < size) scratch = new Uint8Array(size);
      const data = scratch.subarray(0, size);
      if (offset < bytes.position) throw broken(`${tensor.name} overlaps the tensor before it`);
      if (!(await bytes.skipTo(offset)) || !(await bytes.read(data)))
        throw broken(`it ends within ${tensor.name}`);
      yield { tensor, data };
    }
    await bytes.drain();
  } finally {
    await bytes.close();
  }
}

async function parseHeader(bytes: ByteQueue): Promise<{ tensor: GgufTensor; offset: number }[]> {
  // The library asks for ranges of the file as over HTTP; they are answered from what has arrived.
  const fromQueue: typeof fetch = async (_, init) => {
    const range = new Headers(init?.headers).get('range') ?? '';
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
    const prefix = await bytes.peek(Number(to) + 1);
    return new Response(prefix.slice(Number(from)));
  };
  const { tensorInfos, tensorDataOffset } = await gguf('https://local/model.gguf', {
    fetch: fromQueue,
  }).catch((cause: unknown) => {
    if (bytes.failure) throw bytes.failure;
    throw broken(cause instanceof Error ? cause.message : String(cause));
  });
  return tensorInfos
    .map(({ name, shape, dtype, offset }) => ({
      tensor: { name, shape: shape.map(Number), type: dtype },
      offset: Number(tensorDataOffset + offset),
    }))
    .sort((a, b) => a.offset - b.offset);
}

function broken(what: string): EngineError {
  return new EngineError(
    'unsupported-model',
    `The weights cannot be read as a GGUF: ${what}.`,
    'If it stays when you try again, the copy of the site is damaged.',
  );
}

/** Pieces in, exact ranges out. */
class ByteQueue {
  /** Of the next byte, from the start of the file. */
  position = 0;
  /** What the source threw. */
  failure: unknown = null;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #pieces: Uint8Array[] = [];
  #held = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The first `count` bytes from the position on, fewer at the end of the file; they stay. */
  async peek(count: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#held < count && (await this.#pull()));
    const whole = new Uint8Array(this.#held);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole.slice(0, count);
  }

  /** Fills `into`; false when the file ends before. */
  async read(into: Uint8Array): Promise<boolean> {
    return this.#take(into.length, (piece, at) => into.set(piece, at));
  }

  async skipTo(position: number): Promise<boolean> {
    return this.#take(position - this.position, () => undefined);
  }

  async drain(): Promise<void> {
    this.#pieces.length = 0;
    while (await this.#pull()) this.#pieces.length = 0;
  }

  /** Lets the source go, also when it was left early. */
  async close(): Promise<void> {
    if (!this.#ended) await this.#source.return?.();
  }

  async #take(count: number, use: (piece: Uint8Array, at: number) => void): Promise<boolean> {
    for (let done = 0; done < count;) {
      const first = this.#pieces[0];
      if (!first) {
        if (!(await this.#pull())) return false;
        continue;
      }
      const part = first.subarray(0, count - done);
      use(part, done);
      done += part.length;
      this.position += part.length;
      this.#held -= part.length;
      if (part.length === first.length) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(part.length);
    }
    return true;
  }

  async #pull(): Promise<boolean> {
    if (this.#ended) return false;
    try {
      const next = await this.#source.next();
      if (next.done) {
        this.#ended = true;
        return false;
      }
      this.#pieces.push(next.value);
      this.#held += next.value.length;
      return true;
    } catch (cause) {
      this.#ended = true;
      this.failure = cause;
      throw cause;
    }
  }
}
