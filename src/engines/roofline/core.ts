/**
 * One core of the processor: runs a kernel of `kernels.wat` over and over in a given time and
 * checks each result. In a worker of its own; several at once make a pool (`worker-pool.ts`).
 */
import fused from './fused.wat';
import kernels from './kernels.wat';

export type CoreKernel = 'read' | 'copy' | 'triad' | 'f32' | 'fused' | 'int16';

interface Kernels {
  readonly memory: WebAssembly.Memory;
  fill(to: number, bytes: number): void;
  read(from: number, bytes: number): number;
  copy(from: number, to: number, bytes: number): void;
  triad(b: number, c: number, a: number, bytes: number, s: number): void;
  f32(rounds: number, a: number, b: number): number;
  int(rounds: number, a: number, b: number): number;
  /** Absent without relaxed SIMD. */
  fused?(rounds: number, a: number, b: number): number;
}

/** From `at` to `until`, milliseconds since the Unix epoch. */
export interface Slot {
  readonly kernel: CoreKernel;
  readonly at: number;
  readonly until: number;
}

export interface Throughput {
  /** Bytes or operations done. */
  readonly work: number;
  readonly ms: number;
  /** False as soon as one result was wrong. */
  readonly right: boolean;
}

const PAGE = 65536;
/** Bytes that the kernels take at a time. */
const GRAIN = 128;
/** Of arithmetic between two looks at the clock: about a millisecond. Below 32,768, see `int`. */
const ROUNDS = 20_000;
const CHAINS = 10;
/** The sum of all chains before the first round: the constants in the kernels. */
const START = Array.from({ length: CHAINS }, (_, i) => 4 * i + 6).reduce((a, b) => a + b, 0);

export class Core {
  /** Triad writes over what `read` sums. */
  #spoiled = false;

  private constructor(
    private readonly kernels: Kernels,
    private readonly bytes: number,
  ) {}

  /**
   * @param bytes of memory to work on, a power of two: then every sum is exact.
   * @throws RangeError where there is not so much memory.
   */
  static async open(bytes: number): Promise<Core> {
    const { instance } = await WebAssembly.instantiate(kernels);
    let all = instance.exports as unknown as Kernels;
    all.memory.grow(Math.ceil(bytes / PAGE));
    all.fill(0, bytes);
    if (WebAssembly.validate(fused)) {
      const { instance: extra } = await WebAssembly.instantiate(fused);
      all = { ...all, ...(extra.exports as Pick<Kernels, 'fused'>) };
    }
    return new Core(all, bytes);
  }

  get names(): CoreKernel[] {
    const names: CoreKernel[] = ['read', 'copy', 'triad', 'f32', 'int16'];
    return this.kernels.fused ? [...names, 'fused'] : names;
  }

  /** Waits for `at`, then works until `until`; the last piece may reach over it. */
  work({ kernel, at, until }: Slot, now: () => number): Throughput {
    if (kernel === 'read' && this.#spoiled) this.kernels.fill(0, this.bytes);
    if (kernel === 'read' || kernel === 'triad') this.#spoiled = kernel === 'triad';
    // Waits awake: a core that sleeps would begin late and slow.
    while (now() < at);
    let work = 0;
    let right = true;
    const begin = now();
    let end: number;
    do {
      const piece = this.#piece(kernel);
      work += piece.work;
      right &&= piece.right;
      end = now();
    } while (end < until);
    return { work, ms: end - begin, right };
  }

  #piece(kernel: CoreKernel): { work: number; right: boolean } {
    const { bytes, kernels } = this;
    const part = (of: number) => Math.floor(bytes / of / GRAIN) * GRAIN;
    switch (kernel) {
      case 'read': {
        const size = part(1);
        // 0 1 2 3 0 1 2 3 ...
        return { work: size, right: kernels.read(0, size) === (size / 4) * 1.5 };
      }
      case 'copy': {
        const size = part(2);
        this.#blank(size, size);
        kernels.copy(0, size, size);
        return { work: 2 * size, right: this.#holds(size, size, 1) };
      }
      case 'triad': {
        const size = part(3);
        this.#blank(2 * size, size);
        kernels.triad(0, size, 2 * size, size, 2);
        return { work: 3 * size, right: this.#holds(2 * size, size, 3) };
      }
      case 'f32':
        return counted(kernels.f32(ROUNDS, 1, 1), 8);
      case 'fused':
        return counted(kernels.fused?.(ROUNDS, 1, 1) ?? NaN, 8);
      case 'int16':
        return counted(kernels.int(ROUNDS, 1, 1), 16);
      default:
        return kernel satisfies never;
    }
  }

  /** Spoils a few places, so that what is found there later was written. */
  #blank(from: number, size: number): void {
    for (const at of places(from, size)) this.#view(at).fill(-1);
  }

  /** Whether those places hold `scale` times the pattern. */
  #holds(from: number, size: number, scale: number): boolean {
    return places(from, size).every((at) =>
      this.#view(at).every((value, i) => value === scale * (i % 4)),
    );
  }

  #view(at: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, at, GRAIN / 4);
  }
}

/** Eight places over a range, the first and the last among them. */
function places(from: number, size: number): number[] {
  return Array.from(
    { length: 8 },
    (_, i) => from + Math.floor(((size / GRAIN - 1) * i) / 7) * GRAIN,
  );
}

function counted(sum: number, perChain: number): { work: number; right: boolean } {
  return { work: perChain * CHAINS * ROUNDS, right: sum === START + 4 * CHAINS * ROUNDS };
}
