/** Loads an engine as the page does, in a worker, and counts its passes. */
import type { EngineInfo } from '../../src/core/run';
import { loadModels } from '../../src/engines/diffusion/load';
import { loadLanguageModel } from '../../src/engines/lm/load';
import { loadWebLlm } from '../../src/engines/webllm/load';
import { MODELS, modelOf } from '../../src/state/models';
import { answerCalls } from '../bench/calls';
import type { CountCalls } from './calls';
import { countLanguage, countPictures, type PassCounts } from './passes';

const forever = new AbortController().signal;
const quiet = (): void => undefined;
/** About 40 tokens with the chat template. */
const PROMPT = 'Name the twelve months of the year.';

answerCalls<CountCalls>({
  async count({ what, baseUrl }) {
    const options = { baseUrl, backend: 'webgpu', threads: 0 } as const;
    if (what === 'diffusion') {
      const loaded = await loadModels({ ...options, model: MODELS.diffusion }, quiet, forever);
      return described(loaded.info, await countPictures(loaded, 'a green dragon'));
    }
    const load = what === 'webllm' ? loadWebLlm : loadLanguageModel;
    const { info, parts } = await load(
      { ...options, ...modelOf('language', what) },
      quiet,
      forever,
    );
    const ids = parts.tokenizer.encode(parts.tokenizer.chat(PROMPT));
    return described(info, await countLanguage(parts.model, ids));
  },
});

function described({ runtime, adapter }: EngineInfo, passes: PassCounts) {
  const { vendor = '', architecture = '', description = '' } = adapter ?? {};
  return { runtime, adapter: [vendor, architecture, description].join(' ').trim(), passes };
}
