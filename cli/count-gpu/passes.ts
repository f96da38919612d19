/** One steady pass of each kind, counted: everything ran before, so that nothing is made anew. */
import { guidedDenoiser } from '../../src/engines/diffusion/denoiser';
import type { Loaded as Pictures } from '../../src/engines/diffusion/load';
import type { Network } from '../../src/engines/autoregression/network';
import { countGpu, type GpuCounts } from './counter';

/** Passes of decode before the one that is counted. */
const BEFORE = 4;

/** By the name of the pass. */
export type PassCounts = Readonly<Record<string, GpuCounts>>;

/** @param ids of a prompt. */
export async function countLanguage(model: Network, ids: readonly number[]): Promise<PassCounts> {
  const id = ids[0] ?? 0;
  const run = async () => {
    const cache = model.emptyCache();
    const prefill = await countGpu(() => model.pass(ids, cache));
    for (let i = 0; i < BEFORE; i++) await model.pass([id], cache);
    const decode = await countGpu(() => model.pass([id], cache));
    cache.dispose();
    return { [`prefill ${ids.length}`]: prefill.counts, decode: decode.counts };
  };
  await run();
  return run();
}

/** A step with guidance: two rows. */
export async function countPictures(
  { denoiser, encoder, config, empty }: Pictures,
  caption: string,
): Promise<PassCounts> {
  const encode = () => encoder.encode(encoder.tokenize(caption));
  const condition = { caption: await encode(), style: 0 };
  const guided = guidedDenoiser(denoiser, config, condition, 3, empty);
  const noise = new Float32Array(3 * config.size ** 2).fill(0.5);
  const step = () => guided.evaluate(noise, 1);
  for (let i = 0; i < BEFORE; i++) await step();
  const [encoded, stepped] = [await countGpu(encode), await countGpu(step)];
  return { encode: encoded.counts, step: stepped.counts };
}
