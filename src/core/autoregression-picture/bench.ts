/** What a benchmark varies of a picture by tokens. */
import { text } from '../../text/autoregression-picture';
import { guidanceAxis, type BenchAxis } from '../measure/axis';
import { SETTINGS } from './settings';

export const AXES: readonly BenchAxis[] = [
  guidanceAxis({ ...text.axes.guidance, metric: 'tpotMs', usual: SETTINGS.guidance.initial }),
];
