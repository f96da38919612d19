/** Every engine in every form, on WASM with the fixture models. */
import { DiffusionEngine } from '../../src/engines/diffusion/engine';
import { PictureByTokensEngine } from '../../src/engines/autoregression-picture/engine';
import { MaskedPictureEngine } from '../../src/engines/masked-diffusion-picture/engine';
import { MaskedTextEngine } from '../../src/engines/masked-diffusion/engine';
import { OnnxLanguageEngine } from '../../src/engines/autoregression/onnx/engine';
import { ReplayEngine } from '../../src/engines/replay/replay';
import { engineOf } from '../../src/workers/start';
import { cellTrace } from '../helpers/cells';
import { maskedTrace, PASSES } from '../helpers/masked';
import { FILLED, filledTrace } from '../helpers/masked-cells';
import { pictureTrace, textTrace } from '../helpers/traces';
import { engineContract } from './support/engine-contract';
import { subjectOf, tiny } from './support/tiny';

const text = { ...subjectOf('autoregression'), options: tiny('autoregression', 'wasm') };
const masked = {
  ...subjectOf('masked-diffusion'),
  options: tiny('masked-diffusion', 'wasm'),
};
const picture = { ...subjectOf('diffusion'), options: tiny('diffusion', 'wasm') };
const cells = {
  ...subjectOf('autoregression-picture'),
  options: tiny('autoregression-picture', 'wasm'),
};
const filled = {
  ...subjectOf('masked-diffusion-picture'),
  options: tiny('masked-diffusion-picture', 'wasm'),
};

engineContract({
  ...text,
  name: 'in process',
  kind: 'live',
  make: () => new OnnxLanguageEngine(),
});
engineContract({
  ...picture,
  name: 'in process',
  kind: 'live',
  make: () => new DiffusionEngine(),
});
engineContract({
  ...masked,
  name: 'in process',
  kind: 'live',
  make: () => new MaskedTextEngine(),
});
engineContract({
  ...cells,
  name: 'in process',
  kind: 'live',
  make: () => new PictureByTokensEngine(),
});
engineContract({
  ...filled,
  name: 'in process',
  kind: 'live',
  make: () => new MaskedPictureEngine(),
});
for (const subject of [text, picture, masked, cells, filled])
  engineContract({
    ...subject,
    name: 'in its worker',
    kind: 'live',
    make: () => engineOf(subject.options),
  });
engineContract({
  ...text,
  name: 'as a replay',
  kind: 'replay',
  make: () => new ReplayEngine(textTrace({ tokens: 5 }), { speed: Infinity }),
});
engineContract({
  ...picture,
  name: 'as a replay',
  kind: 'replay',
  make: () => new ReplayEngine(pictureTrace({ size: 8, spec: { steps: 5 } }), { speed: Infinity }),
});
engineContract({
  ...masked,
  name: 'as a replay',
  kind: 'replay',
  make: () =>
    new ReplayEngine(
      maskedTrace({ passes: [...PASSES, { begin: 8, end: 12, asked: [], remasked: [] }] }),
      { speed: Infinity },
    ),
});
engineContract({
  ...cells,
  name: 'as a replay',
  kind: 'replay',
  whole: 4,
  make: () => new ReplayEngine(cellTrace(), { speed: Infinity }),
});
engineContract({
  ...filled,
  name: 'as a replay',
  kind: 'replay',
  make: () =>
    new ReplayEngine(
      filledTrace({
        passes: [...FILLED, ...FILLED, ...FILLED].slice(0, 5),
      }),
      { speed: Infinity },
    ),
});
