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

/** What is said of one cell or several, for each prompt. */
export interface Said {
  /** Of each cell, [cells, width]. */
  readonly state: readonly Float32Array[];
  /** Logits of the first code of each, [cells, codes]. */
  readonly first: readonly Float32Array[];
}

/** A cell, by its row of what is said, and a first code that it could have. */
interface WithFirst {
  readonly row: number;
  readonly first: number;
}

/** The caption's tokens and the style. */
const PREFIX = CAPTION_TOKENS + 1;

interface Positions {
  readonly tokens: Float32Array;
  readonly kinds: readonly number[];
  readonly codes: readonly (readonly [number, number])[];
  readonly places: readonly number[];
  readonly own: Float32Array;
  /** Which of them something is said of: the last one, or all. */
  readonly said: 'last' | 'all';
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

  /** @param room for so many cells beside the prompt */
  constructor(
    private readonly sizes: Sizes,
    readonly rows: number,
    room: number,
  ) {
    const { layers, heads, headDim } = sizes;
    this.slots = PREFIX + room;
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
      said: 'last',
    });
  }

  /** Takes in the cell after those in the memory. @param codes both of the cell */
  async next(memory: Memory, codes: readonly [number, number]): Promise<Said> {
    const at = PREFIX + memory.cells;
    const said = await this.#pass(memory, at, this.#cells(memory.rows, [codes], at, 'last'));
    memory.cells++;
    return said;
  }

  /** All cells at once; the memory holds the prompt alone, and stays as it is. */
  async all(memory: Memory, codes: readonly (readonly [number, number])[]): Promise<Said> {
    return this.#pass(memory, null, this.#cells(memory.rows, codes, PREFIX, 'all'));
  }

  #cells(
    rows: number,
    codes: readonly (readonly [number, number])[],
    at: number,
    said: Positions['said'],
  ): Positions {
    const count = codes.length;
    return {
      tokens: new Float32Array(rows * count * this.hidden),
      own: new Float32Array(rows * count).fill(1),
      kinds: codes.map(() => this.sizes.styles.length),
      codes,
      places: codes.map((_, i) => at + i),
      said,
    };
  }

  /**
   * Logits of the second code of cells, for first codes that they could have.
   * @returns by prompt, then by what is asked, [codes]
   */
  async second({ state, first }: Said, asked: readonly WithFirst[]): Promise<Float32Array[][]> {
    const { codes } = this.sizes;
    const [rows, count] = [state.length, asked.length];
    const width = ((state[0]?.length ?? 0) / (first[0]?.length ?? 1)) * codes;
    const states = new Float32Array(rows * count * width);
    state.forEach((one, prompt) =>
      asked.forEach(({ row }, i) =>
        states.set(one.subarray(row * width, (row + 1) * width), (prompt * count + i) * width),
      ),
    );
    const firsts = BigInt64Array.from(
      state.flatMap(() => asked.map(({ first }) => first)),
      BigInt,
    );
    const { logits } = await this.head.run({
      state: new Tensor('float32', states, [rows, count, width]),
      first: new Tensor('int64', firsts, [rows, count]),
    });
    const found = logits?.data as Float32Array;
    return state.map((_, prompt) =>
      asked.map((_, i) =>
        found.subarray((prompt * count + i) * codes, (prompt * count + i + 1) * codes),
      ),
    );
  }

  /**
   * One forward pass; its results are on the CPU.
   * @param at where the memory gets its keys and values; null where it is not to have them
   */
  async #pass(
    memory: Memory,
    at: number | null,
    { tokens, kinds, codes, places, own, said }: Positions,
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
    if (at !== null) memory.put(found?.data as Float32Array, own, at, count);
    const saidOf = (tensor: Tensor | undefined) => {
      const data = tensor?.data as Float32Array;
      const width = data.length / (rows * count);
      return Array.from({ length: rows }, (_, row) =>
        data.slice(
          (said === 'all' ? row * count : (row + 1) * count - 1) * width,
          (row + 1) * count * width,
        ),
      );
    };
    return { state: saidOf(state), first: saidOf(logits) };
  }
}
