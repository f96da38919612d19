/** Loads an engine as the page does, on WebGPU. */
import type { RuntimeId } from '../../src/core/ids';
import type { LoadOptions } from '../../src/core/run/engine';
import type { AdapterInfo } from '../../src/core/run/run';
import { loadLanguageModel } from '../../src/engines/autoregression/onnx/load';
import { loadWebLlm } from '../../src/engines/autoregression/webllm/load';
import { loadModels } from '../../src/engines/diffusion/load';
import { FIRST_LANES, needsOf, refOf, siteEntry } from '../../src/state/settings/catalogue';
import type { Counted } from './calls';

const forever = new AbortController().signal;
const quiet = (): void => undefined;

/** @throws EngineError */
export async function loadLanguage(what: Exclude<Counted, 'diffusion'>, baseUrl: string) {
  const load = what === 'webllm' ? loadWebLlm : loadLanguageModel;
  return load(optionsOf('autoregression', what, baseUrl), quiet, forever);
}

/** @throws EngineError */
export function loadPictures(baseUrl: string) {
  return loadModels(optionsOf('diffusion', 'onnxruntime', baseUrl), quiet, forever);
}

/** As the browser describes it. */
export function adapterName(adapter: AdapterInfo | null): string {
  const { vendor = '', architecture = '', description = '' } = adapter ?? {};
  return [vendor, architecture, description].join(' ').trim();
}

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
