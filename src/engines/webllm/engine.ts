/** The language lane on WebLLM: same weights, same decode loop and sampler, another network. */
import { LanguageLane } from '../lm/lane';
import { loadWebLlm } from './load';

export class WebLlmEngine extends LanguageLane {
  constructor() {
    super(loadWebLlm);
  }
}
