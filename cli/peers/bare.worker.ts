/**
 * The limits that the engines are measured against: the same sessions on the same weights in a
 * loop that does nothing else. No events, no candidates, no trace, no other thread.
 */
import type { LoadOptions } from '../../src/core/run/engine';
import { DenoiserBatch } from '../../src/engines/diffusion/denoiser';
import { loadModels, type Loaded } from '../../src/engines/diffusion/load';
import { loadLanguageModel } from '../../src/engines/autoregression/onnx/load';
import type { LanguageModel } from '../../src/engines/autoregression/onnx/model';
import type { BareCalls } from './bare';
import { answerCalls } from './calls';

const forever = new AbortController().signal;
const quiet = (): void => undefined;

let language: LanguageModel | null = null;
let pictures: Loaded | null = null;

answerCalls<BareCalls>({
  async loadLanguage(options) {
    language = (await loadLanguageModel(wasm(options), quiet, forever)).parts.model;
    return null;
  },
  async loadPicture(options) {
    pictures = await loadModels(wasm(options), quiet, forever);
    return null;
  },
  async language({ ids, tokens }) {
    if (!language) throw new Error('the language model is not loaded');
    const cache = language.emptyCache();
    let next = likeliest(await language.pass(ids, cache));
    const start = performance.now();
    for (let i = 1; i < tokens; i++) next = likeliest(await language.pass([next], cache));
    const ms = performance.now() - start;
    cache.dispose();
    return ms;
  },
  async picture({ batches }) {
    if (!pictures) throw new Error('the picture model is not loaded');
    const { denoiser, config, empty } = pictures;
    const row = { caption: empty, style: 0 };
    const of = (size: number): DenoiserBatch =>
      new DenoiserBatch(denoiser, config.size, Array(size).fill(row));
    const ready = new Map([...new Set(batches)].map((size) => [size, of(size)]));
    const noise = new Float32Array(3 * config.size ** 2);
    const start = performance.now();
    for (const size of batches)
      await ready.get(size)?.pass(Array(size).fill(noise), Array(size).fill(1));
    return performance.now() - start;
  },
});

function wasm(options: Omit<LoadOptions, 'backend'>): LoadOptions {
  return { ...options, backend: 'wasm' };
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++)
    if ((logits[i] as number) > (logits[best] as number)) best = i;
  return best;
}
