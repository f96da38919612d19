/** What a benchmark varies of a masked text model. */
import { text } from '../../text/masked-diffusion';
import type { BenchAxis } from '../measure/axis';
import { LIMITS } from '../limits';
import { SETTINGS } from './settings';

export const AXES: readonly BenchAxis[] = [
  {
    id: 'passes',
    label: text.axes.passes.label,
    values: [2, 4, 8, 16],
    range: LIMITS.passes,
    apply: (values, passes) => ({ values: { ...values, passes } }),
    curves: [{ metric: 'textMs', unit: text.axes.passes.unit, x: ({ passes }) => passes ?? null }],
  },
  {
    id: 'guidance',
    label: text.axes.guidance.label,
    values: [1, 2],
    range: { label: text.axes.guidance.range, min: 1, max: 2, whole: true },
    apply(values, evaluations) {
      const own = Number(values['guidance']);
      const guided = own > 1 ? own : SETTINGS.guidance.initial;
      return { values: { ...values, guidance: evaluations === 1 ? 1 : guided } };
    },
    curves: [
      { metric: 'msPerPass', unit: text.axes.guidance.unit, x: ({ batch }) => batch ?? null },
    ],
  },
];
