/** The peer: llama.cpp in WASM (@wllama/wllama) on the same GGUF, without GPU. */
import { LoggerWithoutDebug, Wllama } from '@wllama/wllama';
import wasmUrl from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { Stopwatch, type Sample } from './sample';

export class Peer {
  readonly #wllama = new Wllama(
    { default: new URL(wasmUrl, import.meta.url).href },
    { suppressNativeLog: true, logger: LoggerWithoutDebug },
  );

  async load(ggufUrl: string, threads: number): Promise<void> {
    const response = await fetch(ggufUrl);
    if (!response.ok) throw new Error(`${ggufUrl}: HTTP ${response.status}`);
    await this.#wllama.loadModel([await response.blob()], {
      n_ctx: 1024,
      n_threads: threads,
      n_gpu_layers: 0,
      n_parallel: 1,
    });
    if (this.#wllama.getNumThreads() !== threads)
      throw new Error(`wllama runs ${this.#wllama.getNumThreads()} threads, not ${threads}`);
  }

  /** Greedy, `tokens` long whatever the model would do; the prompt is computed anew each time. */
  async run(prompt: string, tokens: number): Promise<Sample> {
    const watch = new Stopwatch();
    const answer = await this.#wllama.createCompletion({
      prompt,
      stream: true,
      max_tokens: tokens,
      temperature: 0,
      ignore_eos: true,
      // The server's own option, which the types leave out here: keep nothing of the last prompt.
      ...{ cache_prompt: false },
    });
    let text = '';
    let promptTokens = 0;
    for await (const chunk of answer) {
      const piece = chunk.choices[0]?.text ?? '';
      // The last chunk brings figures and no token.
      if ((chunk.choices[0]?.finish_reason ?? null) === null) watch.token();
      text += piece;
      promptTokens = chunk.usage?.prompt_tokens ?? chunk.timings?.prompt_n ?? promptTokens;
    }
    return watch.sample(promptTokens, text);
  }

  end(): Promise<void> {
    return this.#wllama.exit();
  }
}
