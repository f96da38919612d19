/** Loads an engine as the page does, in a worker, and checks it. */
import type { Network } from '../../src/engines/autoregression/network';
import { guidedDenoiser } from '../../src/engines/diffusion/denoiser';
import { gpuDevice } from '../../src/engines/runtime/ort';
import { loadLanguage, loadPictures } from '../count-gpu/loads';
import { countLanguage, countPictures } from '../count-gpu/passes';
import { answerCalls } from '../peers/calls';
import type { CheckCalls, CheckOrder } from './calls';
import { checkLongContext, noticesLoss, timed } from './checks';
import type { EngineReport } from './report';

const PROMPT = 'Name the twelve months of the year.';
const CAPTION = 'a red apple';

let pass: () => Promise<unknown> = () => Promise.reject(new Error('nothing is loaded'));
let lose: () => Promise<boolean | null> = async () => null;

answerCalls<CheckCalls>({
  check: (order) => (order.what === 'diffusion' ? pictures(order) : language(order, order.what)),
  time: (count) => timed(() => pass(), count),
  lose: () => lose(),
});

async function language(
  { baseUrl, passes, context }: CheckOrder,
  what: 'onnxruntime' | 'webllm',
): Promise<EngineReport> {
  const { info, parts } = await loadLanguage(what, baseUrl);
  const { tokenizer, lost } = parts;
  const model: Network = parts.model;
  const ids = tokenizer.encode(tokenizer.chat(PROMPT));
  const counts = await countLanguage(model, ids);
  const cache = model.emptyCache();
  await model.pass(ids, cache);
  pass = () => model.pass(ids.slice(0, 1), cache);
  const ms = await timed(pass, passes);
  const longContext = await checkLongContext(model, ids, Math.min(context, parts.context - 1));
  // WebLLM's device is its own.
  if (what === 'onnxruntime') lose = async () => noticesLoss(await gpuDevice(), lost);
  return { ...info, counts, pass: 'decode', ms, longContext, noticesLoss: null };
}

async function pictures({ baseUrl, passes }: CheckOrder): Promise<EngineReport> {
  const loaded = await loadPictures(baseUrl);
  const { denoiser, encoder, config, empty, info } = loaded;
  const counts = await countPictures(loaded, CAPTION);
  const caption = await encoder.encode(encoder.tokenize(CAPTION));
  const guided = guidedDenoiser(denoiser, config, { caption, style: 0 }, 3, empty);
  const noise = new Float32Array(3 * config.size ** 2).fill(0.5);
  pass = () => guided.evaluate(noise, 1);
  const ms = await timed(pass, passes);
  return { ...info, counts, pass: 'step', ms, longContext: null, noticesLoss: null };
}
