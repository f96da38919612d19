/** The prompt as the network has read it: kept from one run for its forks. */
import type { Caption } from '../runtime/caption';
import { Memory, type PictureNetwork, type Prompt, type Sizes } from '../picture-tokens/network';

export class ReadPrompt {
  /** As encoded. */
  caption: { readonly prompt: string; readonly encoded: Caption } | null = null;
  #memory: Memory | null = null;
  #key = '';

  /** Forgets everything. A run from the start begins with it, so that it is timed from the start. */
  clear(): void {
    this.caption = null;
    this.#memory = null;
  }

  /**
   * Keys and values of the prompt.
   * @param read makes the pass, timed and in its turn; only called where they are not kept
   */
  async memory(
    network: PictureNetwork,
    sizes: Sizes,
    asked: { readonly prompt: string; readonly style: number; readonly prompts: readonly Prompt[] },
    read: (size: number, pass: () => Promise<unknown>) => Promise<void>,
  ): Promise<Memory> {
    const { prompt, style, prompts } = asked;
    const key = JSON.stringify([prompt, style, prompts.length]);
    if (this.#memory && key === this.#key) return this.#memory;
    this.#memory = null;
    const memory = new Memory(sizes, prompts.length, 0);
    // Tokens of the prompt and the style, which are read together.
    const size = (prompts[0]?.mask.reduce((sum, one) => sum + one, 0) ?? 0) + 1;
    await read(size, () => network.begin(memory, prompts, style));
    this.#memory = memory;
    this.#key = key;
    return memory;
  }
}
