/** What a benchmark varies of a picture by tokens. */
import { text } from '../../text/mechanism-details';
import { guidanceAxis, type BenchAxis } from '../measure/axis';
import { SETTINGS } from './settings';
import type { Benchmark } from '../mechanism/benchmark';
import { costs } from '../picture-tokens/cost';

const AXES: readonly BenchAxis[] = [
  guidanceAxis({ ...text.axes.guidance, metric: 'tpotMs', usual: SETTINGS.guidance.initial }),
];

export const benchmark: Benchmark = {
  axes: AXES,
  values: {},
  asks: ['guidance'],
  costs,
  precision: { webgpu: 'f32', wasm: 'f32' },
};
