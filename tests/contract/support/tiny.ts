/** The fixture models: same form as the embedded ones, a few thousand weights (`models/`). */
import type { MechanismId, RuntimeId } from '../../../src/core/ids';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { siteModel, type SettingValues } from '../../../src/core/model';
import type { BackendChoice, LoadOptions } from '../../../src/core/run/engine';

const MODELS = {
  autoregression: 'tiny-llama',
  diffusion: 'tiny-denoiser',
  'masked-diffusion': 'tiny-masked',
  'autoregression-picture': 'tiny-emoji-tokens',
  'masked-diffusion-picture': 'tiny-emoji-masked',
} as const satisfies Record<MechanismId, string>;
const NEEDS: Readonly<Record<RuntimeId, readonly string[]>> = {
  onnxruntime: [],
  webllm: ['tiny-webllm'],
};

export function tiny(
  mechanism: MechanismId,
  backend: BackendChoice,
  runtime: RuntimeId = 'onnxruntime',
): LoadOptions {
  return {
    mechanism,
    model: siteModel(MODELS[mechanism]),
    runtime,
    needs: NEEDS[runtime],
    baseUrl: new URL('/tests/fixtures/', location.href).href,
    backend,
    threads: 2,
  };
}

/** Settings with which a tiny model makes so many results: its answers do not stop early. */
const VALUES: Readonly<Record<MechanismId, (results: number) => SettingValues>> = {
  autoregression: (tokens) => ({ tokens }),
  diffusion: (steps) => ({ steps, guidance: 1 }),
  'autoregression-picture': () => ({ guidance: 1 }),
  'masked-diffusion-picture': (passes) => ({ passes, guidance: 1 }),
  // Given words that end: the text is one block, whatever the model says.
  'masked-diffusion': (passes) => ({ passes, template: 'a ____.' }),
};

/** Results of every whole run, where no setting says how many. */
const WHOLE: Readonly<Partial<Record<MechanismId, number>>> = { 'autoregression-picture': 64 };

/** What the engine contract needs to know of a mechanism. */
export function subjectOf(mechanism: MechanismId) {
  const whole = WHOLE[mechanism];
  return {
    mechanism: MECHANISMS[mechanism],
    values: VALUES[mechanism],
    ...(whole !== undefined && { whole }),
  };
}
