/** What the newest run left in memory: what a fork of it need not compute again. */
import { EngineError } from '../../core/errors';
import type { Caption } from '../runtime/caption';
import {
  Memory,
  type PictureNetwork,
  type Prompt,
  type Said,
  type Sizes,
} from '../picture-tokens/network';

/** What the keys and values depend on beside the cells. */
export interface Asked {
  readonly prompt: string;
  readonly style: number;
  readonly prompts: readonly Prompt[];
}

/** Makes a pass, timed and in its turn. */
export type Timed = (
  kind: 'prefill' | 'cell',
  size: number,
  pass: () => Promise<Said>,
) => Promise<Said>;

export class Held {
  /** The prompt as encoded. */
  caption: { readonly prompt: string; readonly encoded: Caption } | null = null;
  #memory: Memory | null = null;
  #key = '';
  /** Cells in the memory, as codes. */
  #cells: (readonly [number, number])[] = [];

  /** Forgets everything. A run from the start begins with it, so that it is timed from the start. */
  clear(): void {
    this.caption = null;
    this.#memory = null;
    this.#cells = [];
  }

  /**
   * What is said of the cell after the given ones; computes only what is not held.
   * @param cells codes of all cells so far
   */
  async said(
    network: PictureNetwork,
    sizes: Sizes,
    { prompt, style, prompts }: Asked,
    cells: readonly (readonly [number, number])[],
    timed: Timed,
  ): Promise<Said> {
    const rows = prompts.length;
    const key = JSON.stringify([prompt, style, rows]);
    let same = 0;
    if (this.#memory && key === this.#key) {
      // A pass over the last one gives what is said of the cell after it.
      const most = Math.min(this.#cells.length, cells.length - 1);
      while (same < most && this.#cells[same]?.join() === cells[same]?.join()) same++;
    }
    try {
      let said: Said | null = null;
      if (!this.#memory || key !== this.#key || !cells.length) {
        const memory = new Memory(sizes, rows, sizes.side ** 2);
        this.#memory = memory;
        this.#key = key;
        this.#cells = [];
        // Tokens of the prompt and the style, which are read together.
        const size = (prompts[0]?.mask.reduce((sum, one) => sum + one, 0) ?? 0) + 1;
        said = await timed('prefill', size, () => network.begin(memory, prompts, style));
      }
      const memory = this.#memory;
      memory.truncate(same);
      this.#cells.length = same;
      for (const codes of cells.slice(same)) {
        said = await timed('cell', rows, () => network.next(memory, codes));
        this.#cells.push(codes);
      }
      if (!said) throw new EngineError('internal', 'nothing is said of the next cell');
      return said;
    } catch (cause) {
      this.clear();
      throw cause;
    }
  }
}
