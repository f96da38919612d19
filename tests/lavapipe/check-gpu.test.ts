/** What `npm run check:gpu` asks of an engine, on a tiny model; the GPU is lost at its end. */
import { expect, it } from 'vitest';
import { checkLongContext, noticesLoss, timed } from '../../cli/check-gpu/checks';
import { loadLanguageModel } from '../../src/engines/autoregression/onnx/load';
import { gpuDevice } from '../../src/engines/runtime/ort';
import { never } from '../contract/support/diffusion';
import { goldenOf, options } from '../contract/support/lm';
import { WIDE } from '../contract/support/lm-sequence';

const TOKENS = 64;

it('finds a long context the same however it is cut, a wrong one different, and a loss noticed', async () => {
  const { parts } = await loadLanguageModel(options(WIDE, 'webgpu'), () => undefined, never);
  const { model, lost } = parts;
  const { promptIds } = await goldenOf(WIDE);
  expect(await checkLongContext(model, promptIds, TOKENS)).toMatchObject({
    tokens: TOKENS,
    ok: true,
  });

  // A network whose passes of 29 tokens are wrong.
  const wrong = {
    emptyCache: () => model.emptyCache(),
    async pass(ids: readonly number[], cache: ReturnType<typeof model.emptyCache>) {
      const logits = await model.pass(ids, cache);
      return ids.length < TOKENS ? logits.map((x) => x + 0.1) : logits;
    },
    dispose: () => Promise.resolve(),
  } as unknown as typeof model;
  const found = await checkLongContext(wrong, promptIds, TOKENS);
  expect(found.ok).toBe(false);
  expect(found.apart).toBeGreaterThan(0.05);

  const cache = model.emptyCache();
  expect(await timed(() => model.pass([1], cache), 3)).toHaveLength(3);
  expect(cache.length).toBe(4);
  expect(await noticesLoss(await gpuDevice(), lost)).toBe(true);
}, 300_000);
