import { expect, it } from 'vitest';
import { loadAnyLanguageModel } from '../../src/engines/autoregression/onnx/load';
import { storedOptions } from './support/stored';
import { decoderFiles, storedDecoderSuite } from './support/stored-decoder-suite';

storedDecoderSuite('wasm');

const never = new AbortController().signal;

it('that lacks a file, or is of another layout, is refused with what is missing', async () => {
  const files = await decoderFiles({ graph: 'model.onnx', data: undefined });
  const without = files.filter(({ role }) => role !== 'config');
  const load = storedOptions('onnx-causal-lm', 'bare', without, 'wasm');
  await expect(loadAnyLanguageModel(load, () => undefined, never)).rejects.toMatchObject({
    code: 'unsupported-model',
    message: 'bare has no config.json.',
  });
  const other = storedOptions('webllm', 'compiled', [], 'wasm');
  await expect(loadAnyLanguageModel(other, () => undefined, never)).rejects.toMatchObject({
    message: 'onnxruntime-web cannot run compiled.',
  });
  const { stored: _, ...none } = load;
  await expect(loadAnyLanguageModel(none, () => undefined, never)).rejects.toMatchObject({
    message: 'The files of tests/bare are not on this device.',
  });
});
