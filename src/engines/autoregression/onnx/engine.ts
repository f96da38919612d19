/** A language model on onnxruntime-web. */
import { LanguageEngine } from '../engine';
import { loadAnyLanguageModel } from './load';

export class OnnxLanguageEngine extends LanguageEngine {
  constructor() {
    super(loadAnyLanguageModel);
  }
}
