/** A language model on onnxruntime-web. */
import { LanguageEngine } from '../engine';
import { loadLanguageModel } from './load';

export class OnnxLanguageEngine extends LanguageEngine {
  constructor() {
    super(loadLanguageModel);
  }
}
