/** A language model on WebLLM: same weights, same decode loop and sampler, another network. */
import { LanguageEngine } from '../engine';
import { loadWebLlm } from './load';

export class WebLlmEngine extends LanguageEngine {
  constructor() {
    super(loadWebLlm);
  }
}
