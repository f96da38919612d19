/** What a benchmark varies of a masked picture. */
import { text } from '../../text/mechanism-details';
import type { Benchmark } from '../mechanism/benchmark';
import { costs } from '../picture-tokens/cost';
import { unmaskingAxes } from '../unmasking/bench';
import { SETTINGS } from './settings';

export const benchmark: Benchmark = {
  axes: unmaskingAxes(text.axes.passes.label, 'pictureMs', SETTINGS.guidance.initial),
  values: {},
  asks: ['passes', 'guidance'],
  costs,
  precision: { webgpu: 'f32', wasm: 'f32' },
};
