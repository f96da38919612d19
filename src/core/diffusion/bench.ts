/** What a benchmark varies of a diffusion model. */
import { text } from '../../text/mechanism-details';
import { guidanceAxis, type BenchAxis } from '../measure/axis';
import { LIMITS } from '../limits';
import { SETTINGS } from './settings';
import type { Benchmark } from '../mechanism/benchmark';
import { costs } from './cost';

const AXES: readonly BenchAxis[] = [
  {
    id: 'steps',
    label: text.axes.steps.label,
    values: [5, 10, 20, 40],
    range: LIMITS.steps,
    apply: (values, steps) => ({ values: { ...values, steps } }),
    curves: [{ metric: 'imageMs', unit: text.axes.steps.unit, x: ({ steps }) => steps ?? null }],
  },
  guidanceAxis({ ...text.axes.guidance, metric: 'msPerStep', usual: SETTINGS.guidance.initial }),
  {
    id: 'batch',
    label: text.axes.batch.label,
    values: [1, 2, 4, 8],
    range: LIMITS.batch,
    apply: (values, batch) => ({ values: { ...values, batch } }),
    curves: [
      { metric: 'msPerStep', unit: text.axes.batch.unit, x: ({ pictures }) => pictures ?? null },
    ],
  },
];

export const benchmark: Benchmark = {
  axes: AXES,
  values: {},
  asks: ['steps', 'guidance'],
  costs,
  precision: { webgpu: 'f32', wasm: 'f32' },
};
