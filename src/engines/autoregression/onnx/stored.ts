/**
 * Models of a hub and of a file, by their layout. Each entry is fetched when the first model of its
 * layout is opened.
 */
import { EngineError } from '../../../core/errors';
import type { LoadOptions } from '../../../core/run/engine';
import type { LayoutId, StoredFiles } from '../../../core/stored';
import { text } from '../../../text/stored-models';
import { storedOf } from '../../runtime/stored';
import type { LanguageSource } from '../source';

/** @throws EngineError as `LanguageSource.read`. */
type OpenStored = (options: LoadOptions, stored: StoredFiles) => Promise<LanguageSource>;

/** The layouts that onnxruntime-web runs as a language model. */
const LAYOUTS: Readonly<Partial<Record<LayoutId, () => Promise<OpenStored>>>> = {
  gguf: async () => (await import('./stored-gguf')).ggufSource,
  'onnx-causal-lm': async () => (await import('./stored-decoder')).decoderSource,
};

/** @throws EngineError `unsupported-model` for another layout, or for files that cannot be run. */
export async function storedSource(options: LoadOptions): Promise<LanguageSource> {
  const stored = storedOf(options);
  const opener = LAYOUTS[stored.layout];
  if (opener) return (await opener())(options, stored);
  throw new EngineError(
    'unsupported-model',
    text.otherLayout(stored.name, 'onnxruntime-web'),
    text.otherRuntime,
  );
}
