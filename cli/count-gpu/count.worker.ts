/** Loads an engine as the page does, in a worker, and counts its passes. */
import type { RuntimeId } from '../../src/core/ids';
import type { LoadOptions } from '../../src/core/run/engine';
import type { EngineInfo } from '../../src/core/run/run';
import { loadLanguageModel } from '../../src/engines/autoregression/onnx/load';
import { loadWebLlm } from '../../src/engines/autoregression/webllm/load';
import { loadModels } from '../../src/engines/diffusion/load';
import { FIRST_LANES, needsOf, refOf, siteEntry } from '../../src/state/settings/catalogue';
import { answerCalls } from '../peers/calls';
import type { CountCalls } from './calls';
import { countLanguage, countPictures, type PassCounts } from './passes';

const forever = new AbortController().signal;
const quiet = (): void => undefined;
/** About 40 tokens with the chat template. */
const PROMPT = 'Name the twelve months of the year.';

answerCalls<CountCalls>({
  async count({ what, baseUrl }) {
    if (what === 'diffusion') {
      const loaded = await loadModels(optionsOf(what, 'onnxruntime', baseUrl), quiet, forever);
      return described(loaded.info, await countPictures(loaded, 'a red apple'));
    }
    const load = what === 'webllm' ? loadWebLlm : loadLanguageModel;
    const options = optionsOf('autoregression', what, baseUrl);
    const { info, parts } = await load(options, quiet, forever);
    const ids = parts.tokenizer.encode(parts.tokenizer.chat(PROMPT));
    return described(info, await countLanguage(parts.model, ids));
  },
});

/** A load of the model of this mechanism that the page opens with. */
function optionsOf(
  mechanism: LoadOptions['mechanism'],
  runtime: RuntimeId,
  baseUrl: string,
): LoadOptions {
  const entry = FIRST_LANES.map(siteEntry).find((one) => one?.mechanism === mechanism);
  if (!entry) throw new Error(`the catalogue has no model for ${mechanism}`);
  const needs = needsOf(entry, runtime);
  return { mechanism, model: refOf(entry), runtime, needs, baseUrl, backend: 'webgpu', threads: 0 };
}

function described({ runtime, adapter }: EngineInfo, passes: PassCounts) {
  const { vendor = '', architecture = '', description = '' } = adapter ?? {};
  return { runtime, adapter: [vendor, architecture, description].join(' ').trim(), passes };
}
