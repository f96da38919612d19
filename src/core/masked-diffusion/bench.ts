/** What a benchmark varies of a masked text model. */
import { text } from '../../text/mechanism-details';
import type { Benchmark } from '../mechanism/benchmark';
import { unmaskingAxes } from '../unmasking/bench';
import { costs } from './cost';
import { SETTINGS } from './settings';

export const benchmark: Benchmark = {
  axes: unmaskingAxes(text.axes.passes.ofBlock, 'textMs', SETTINGS.guidance.initial),
  values: { template: '' },
  asks: ['passes', 'guidance'],
  costs,
  precision: { webgpu: 'f32', wasm: 'f32' },
};
