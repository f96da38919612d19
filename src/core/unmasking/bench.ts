/** What a benchmark varies of a model that fills in by unmasking. */
import { text } from '../../text/mechanism-details';
import { LIMITS } from '../limits';
import { guidanceAxis, type BenchAxis } from '../measure/axis';

/**
 * @param label of the passes: "passes a block"
 * @param metric key of the time of a whole result
 * @param guidance the usual scale
 */
export function unmaskingAxes(label: string, metric: string, guidance: number): BenchAxis[] {
  return [
    {
      id: 'passes',
      label,
      values: [2, 4, 8, 16],
      range: LIMITS.passes,
      apply: (values, passes) => ({ values: { ...values, passes } }),
      curves: [{ metric, unit: text.axes.passes.unit, x: ({ passes }) => passes ?? null }],
    },
    guidanceAxis({ ...text.axes.guidance, metric: 'msPerPass', usual: guidance }),
  ];
}
