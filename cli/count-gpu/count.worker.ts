/** Loads an engine as the page does, in a worker, and counts its passes. */
import type { EngineInfo } from '../../src/core/run/run';
import { answerCalls } from '../peers/calls';
import type { CountCalls } from './calls';
import { adapterName, loadLanguage, loadPictures } from './loads';
import { countLanguage, countPictures, type PassCounts } from './passes';

/** About 40 tokens with the chat template. */
const PROMPT = 'Name the twelve months of the year.';

answerCalls<CountCalls>({
  async count({ what, baseUrl }) {
    if (what === 'diffusion') {
      const loaded = await loadPictures(baseUrl);
      return described(loaded.info, await countPictures(loaded, 'a red apple'));
    }
    const { info, parts } = await loadLanguage(what, baseUrl);
    const ids = parts.tokenizer.encode(parts.tokenizer.chat(PROMPT));
    return described(info, await countLanguage(parts.model, ids));
  },
});

function described({ runtime, adapter }: EngineInfo, passes: PassCounts) {
  return { runtime, adapter: adapterName(adapter), passes };
}
