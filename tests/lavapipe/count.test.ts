/**
 * What a pass asks of WebGPU is held to what it was when last looked at (`npm run count:gpu` shows
 * the embedded models): a new version of the runtime or another graph may change it, for better or
 * worse, and this says so. On one driver: another may take other kernels.
 */
import { expect, it } from 'vitest';
import { countLanguage, countPictures } from '../../cli/count-gpu/passes';
import { loadModels } from '../../src/engines/diffusion/load';
import { loadLanguageModel } from '../../src/engines/autoregression/onnx/load';
import { never, options as pictureOptions, TINY } from '../contract/support/diffusion';
import { goldenOf, options } from '../contract/support/lm';
import { WIDE } from '../contract/support/lm-sequence';

const LAYERS = 2;

it('counts a pass of the language model, which makes nothing and copies no cache', async () => {
  const { parts } = await loadLanguageModel(options(WIDE, 'webgpu'), () => undefined, never);
  const { promptIds } = await goldenOf(WIDE);
  const ids = Array.from({ length: 31 }, (_, i) => promptIds[i % promptIds.length] ?? 0);
  const counts = await countLanguage(parts.model, ids);
  await parts.model.dispose();
  // Embedding, first norm, two times the wanted rows, head; and 11 a layer.
  const dispatches = 5 + 11 * LAYERS;
  expect(counts).toMatchObject({
    'prefill 31': { dispatches, bindGroups: dispatches, pipelines: 0, reads: 1 },
    // Replayed: three inputs are written, the logits are copied and read.
    decode: {
      ...{ dispatches, bindGroups: 0, buffers: 0, pipelines: 0, clears: 0 },
      ...{ writes: 3, copies: 1, reads: 1 },
    },
  });
  expect(counts['decode']?.submits).toBeLessThanOrEqual(4);
});

it('counts a pass of the text encoder and a step of the denoiser', async () => {
  const loaded = await loadModels(pictureOptions(TINY, 'webgpu'), () => undefined, never);
  const { encode, step } = await countPictures(loaded, 'a red heart');
  await loaded.sessions.release();
  expect(encode).toMatchObject({ dispatches: 43, bindGroups: 43, pipelines: 0, reads: 2 });
  // Replayed: only its six inputs are written, and its output is copied and read.
  expect(step).toMatchObject({
    ...{ dispatches: 32, passes: 2, bindGroups: 0, pipelines: 0, buffers: 0, clears: 0 },
    ...{ writes: 6, copies: 1, reads: 1 },
  });
  expect(step?.submits).toBeLessThanOrEqual(4);
});
