/** Every engine in every form, on WASM with the fixture models. */
import { DiffusionEngine } from '../../src/engines/diffusion/engine';
import { OnnxLanguageEngine } from '../../src/engines/autoregression/onnx/engine';
import { ReplayEngine } from '../../src/engines/replay/replay';
import { workerEngine } from '../../src/workers/start';
import { diffusionTrace, languageTrace } from '../helpers/traces';
import { engineContract } from './support/engine-contract';
import { tiny } from './support/tiny';

const language = { lane: 'language', options: tiny('language', 'wasm') } as const;
const diffusion = { lane: 'diffusion', options: tiny('diffusion', 'wasm') } as const;

engineContract({
  ...language,
  name: 'in process',
  kind: 'live',
  make: () => new OnnxLanguageEngine(),
});
engineContract({
  ...language,
  name: 'in its worker',
  kind: 'live',
  make: () => workerEngine('language'),
});
engineContract({
  ...language,
  name: 'as a replay',
  kind: 'replay',
  make: () => new ReplayEngine(languageTrace({ tokens: 5 }), { speed: Infinity }),
});
engineContract({
  ...diffusion,
  name: 'in process',
  kind: 'live',
  make: () => new DiffusionEngine(),
});
engineContract({
  ...diffusion,
  name: 'in its worker',
  kind: 'live',
  make: () => workerEngine('diffusion'),
});
engineContract({
  ...diffusion,
  name: 'as a replay',
  kind: 'replay',
  make: () =>
    new ReplayEngine(diffusionTrace({ size: 8, spec: { steps: 5 } }), { speed: Infinity }),
});
