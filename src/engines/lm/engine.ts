/** The language lane on onnxruntime-web. */
import { LanguageLane } from './lane';
import { loadLanguageModel } from './load';

export class LanguageEngine extends LanguageLane {
  constructor() {
    super(loadLanguageModel);
  }
}
