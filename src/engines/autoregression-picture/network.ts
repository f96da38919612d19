/**
 * The twin: what it makes of new positions, given what it made of earlier ones
 * (`models/ddmodels/twins/picture_graph.py`). Keys and values are kept here, in places of their own,
 * so that every pass over a cell has the same shapes.
 */
import { CAPTION_TOKENS, type Caption } from '../runtime/caption';
import { Tensor } from '../runtime/ort';
import type { Network } from '../runtime/sessions';

/** A row of a pass: what is asked for. */
export type Prompt = Pick<Caption, 'tokens' | 'mask'>;

export interface Sizes {
  readonly side: number;
  /** Values of each of a cell's two codes. */
  readonly codes: number;
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  /** Names of the styles; the number after them is none. */
  readonly styles: readonly string[];
}

/** What is said of the next cell, one row for each prompt. */
export interface Said {
  /** [width] */
  readonly state: readonly Float32Array[];
  /** Logits of the first code, [codes]. */
  readonly first: readonly Float32Array[];
}

/** The caption's tokens and the style. */
export const PREFIX = CAPTION_TOKENS + 1;

interface Positions {
  readonly tokens: Float32Array;
  readonly kinds: readonly number[];
  readonly codes: readonly (readonly [number, number])[];
  readonly places: readonly number[];
  readonly own: Float32Array;
}

/** Keys and values of one run. */
export class Memory {
  /** [2 x layers, rows, heads, slots, headDim] */
  readonly past: Float32Array;
  /** [rows, slots], 1 where there is a position to look at. */
  readonly seen: Float32Array;
  readonly slots: number;
  /** Cells in it. */
  cells = 0;

  constructor(
    private readonly sizes: Sizes,
    readonly rows: number,
  ) {
    const { layers, heads, headDim, side } = sizes;
    this.slots = PREFIX + side ** 2;
    this.past = new Float32Array(2 * layers * rows * heads * this.slots * headDim);
    this.seen = new Float32Array(rows * this.slots);
  }

  /** Forgets all cells from this one on. */
  truncate(cells: number): void {
    this.cells = cells;
    for (let row = 0; row < this.rows; row++)
      this.seen.fill(0, row * this.slots + PREFIX + cells, (row + 1) * this.slots);
  }

  /**
   * Puts what a pass found at its place.
   * @param found [2 x layers, rows, heads, count, headDim]
   * @param own [rows, count]
   */
  put(found: Float32Array, own: Float32Array, at: number, count: number): void {
    const { headDim } = this.sizes;
    const groups = found.length / (count * headDim);
    for (let group = 0; group < groups; group++)
      this.past.set(
        found.subarray(group * count * headDim, (group + 1) * count * headDim),
        (group * this.slots + at) * headDim,
      );
    for (let row = 0; row < this.rows; row++)
      this.seen.set(own.subarray(row * count, (row + 1) * count), row * this.slots + at);
  }

  feeds(): Record<string, Tensor> {
    const { layers, heads, headDim } = this.sizes;
    return {
      past: new Tensor('float32', this.past, [2 * layers, this.rows, heads, this.slots, headDim]),
      seen: new Tensor('float32', this.seen, [this.rows, this.slots]),
    };
  }
}

export class PictureNetwork {
  constructor(
    private readonly body: Network,
    private readonly head: Network,
    private readonly sizes: Sizes,
    /** Width of the prompt's tokens. */
    private readonly hidden: number,
  ) {}

  /** Reads a prompt, or several beside each other, into a memory that is empty. */
  async begin(memory: Memory, prompts: readonly Prompt[], style: number): Promise<Said> {
    const { hidden } = this;
    const tokens = new Float32Array(prompts.length * PREFIX * hidden);
    const own = new Float32Array(prompts.length * PREFIX);
    prompts.forEach((prompt, row) => {
      tokens.set(prompt.tokens, row * PREFIX * hidden);
      own.set([...prompt.mask, 1], row * PREFIX);
    });
    const none = this.sizes.styles.length;
    // A position that is no cell has the code after the one that stands for a masked cell.
    const nothing = this.sizes.codes + 1;
    return this.#pass(memory, 0, {
      ...{ tokens, own },
      kinds: Array.from({ length: PREFIX }, (_, i) => (i === CAPTION_TOKENS ? style : none)),
      codes: Array.from({ length: PREFIX }, () => [nothing, nothing] as const),
      places: Array.from({ length: PREFIX }, (_, i) => i),
    });
  }

  /** Takes in the cell after those in the memory. @param codes both of the cell */
  async next(memory: Memory, codes: readonly [number, number]): Promise<Said> {
    const at = PREFIX + memory.cells;
    const said = await this.#pass(memory, at, {
      tokens: new Float32Array(memory.rows * this.hidden),
      own: new Float32Array(memory.rows).fill(1),
      kinds: [this.sizes.styles.length],
      codes: [codes],
      places: [at],
    });
    memory.cells++;
    return said;
  }

  /**
   * Logits of the second code, for each of some first codes.
   * @returns by prompt, then by first code, [codes]
   */
  async second({ state }: Said, firsts: readonly number[]): Promise<Float32Array[][]> {
    const [rows, count] = [state.length, firsts.length];
    const width = state[0]?.length ?? 0;
    const states = new Float32Array(rows * count * width);
    state.forEach((one, row) =>
      firsts.forEach((_, i) => states.set(one, (row * count + i) * width)),
    );
    const first = BigInt64Array.from(
      state.flatMap(() => [...firsts]),
      BigInt,
    );
    const { logits } = await this.head.run({
      state: new Tensor('float32', states, [rows, count, width]),
      first: new Tensor('int64', first, [rows, count]),
    });
    const found = logits?.data as Float32Array;
    const { codes } = this.sizes;
    return state.map((_, row) =>
      firsts.map((_, i) => found.slice((row * count + i) * codes, (row * count + i + 1) * codes)),
    );
  }

  /** One forward pass; its results are on the CPU, and the memory has them. */
  async #pass(
    memory: Memory,
    at: number,
    { tokens, kinds, codes, places, own }: Positions,
  ): Promise<Said> {
    const { rows } = memory;
    const count = places.length;
    const each = (values: readonly number[]) =>
      BigInt64Array.from(Array.from({ length: rows }, () => values).flat(), BigInt);
    const {
      state,
      logits,
      new: found,
    } = await this.body.run({
      tokens: new Tensor('float32', tokens, [rows, count, this.hidden]),
      kinds: new Tensor('int64', each(kinds), [rows, count]),
      codes: new Tensor('int64', each(codes.flat()), [rows, count, 2]),
      places: new Tensor('int64', BigInt64Array.from(places, BigInt), [count]),
      own: new Tensor('float32', own, [rows, count]),
      ...memory.feeds(),
    });
    memory.put(found?.data as Float32Array, own, at, count);
    const last = (tensor: Tensor | undefined) => {
      const data = tensor?.data as Float32Array;
      const width = data.length / (rows * count);
      return Array.from({ length: rows }, (_, row) =>
        data.slice(((row + 1) * count - 1) * width, (row + 1) * count * width),
      );
    };
    return { state: last(state), first: last(logits) };
  }
}
