/** What a benchmark varies of a masked text model. */
import { text } from '../../text/masked-diffusion';
import { guidanceAxis, type BenchAxis } from '../measure/axis';
import { LIMITS } from '../limits';
import { SETTINGS } from './settings';
import type { Benchmark } from '../mechanism/benchmark';
import { costs } from './cost';

const AXES: readonly BenchAxis[] = [
  {
    id: 'passes',
    label: text.axes.passes.label,
    values: [2, 4, 8, 16],
    range: LIMITS.passes,
    apply: (values, passes) => ({ values: { ...values, passes } }),
    curves: [{ metric: 'textMs', unit: text.axes.passes.unit, x: ({ passes }) => passes ?? null }],
  },
  guidanceAxis({ ...text.axes.guidance, metric: 'msPerPass', usual: SETTINGS.guidance.initial }),
];

export const benchmark: Benchmark = {
  axes: AXES,
  values: { template: '' },
  asks: ['passes', 'guidance'],
  costs,
  precision: { webgpu: 'f32', wasm: 'f32' },
};
