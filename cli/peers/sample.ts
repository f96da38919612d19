/** One timed answer of a language model, as the page sees it: from the request to each token. */
export interface Sample {
  readonly promptTokens: number;
  readonly tokens: number;
  /** From the request to the first token: prefill and whatever the library adds to it. */
  readonly ttftMs: number;
  /** From the first token to the last. */
  readonly decodeMs: number;
  readonly totalMs: number;
  readonly text: string;
}

/** Times tokens as they come. */
export class Stopwatch {
  readonly #start = performance.now();
  #first = 0;
  #last = 0;
  #tokens = 0;

  token(): void {
    this.#last = performance.now();
    if (this.#tokens++ === 0) this.#first = this.#last;
  }

  sample(promptTokens: number, text: string): Sample {
    return {
      promptTokens,
      tokens: this.#tokens,
      ttftMs: this.#first - this.#start,
      decodeMs: this.#last - this.#first,
      totalMs: this.#last - this.#start,
      text,
    };
  }
}

export function decodeTokensPerSecond({ tokens, decodeMs }: Sample): number {
  return ((tokens - 1) / decodeMs) * 1000;
}

export function prefillTokensPerSecond({ promptTokens, ttftMs }: Sample): number {
  return (promptTokens / ttftMs) * 1000;
}
