/** What a benchmark varies of a diffusion model. */
import type { BenchAxis } from '../measure/axis';
import { LIMITS } from '../limits';
import { SETTINGS } from './settings';

export const AXES: readonly BenchAxis[] = [
  {
    id: 'steps',
    label: 'steps',
    values: [5, 10, 20, 40],
    range: LIMITS.steps,
    apply: (values, steps) => ({ values: { ...values, steps } }),
    curves: [{ metric: 'imageMs', unit: 'step', x: ({ steps }) => steps ?? null }],
  },
  {
    id: 'guidance',
    label: 'guidance',
    values: [1, 2],
    range: { label: 'Evaluations in a pass', min: 1, max: 2, whole: true },
    apply(values, evaluations) {
      const own = Number(values['guidance']);
      const guided = own > 1 ? own : SETTINGS.guidance.initial;
      return { values: { ...values, guidance: evaluations === 1 ? 1 : guided } };
    },
    curves: [{ metric: 'msPerStep', unit: 'evaluation', x: ({ batch }) => batch ?? null }],
  },
  {
    id: 'batch',
    label: 'pictures at once',
    values: [1, 2, 4, 8],
    range: LIMITS.batch,
    apply: (values, batch) => ({ values: { ...values, batch } }),
    curves: [{ metric: 'msPerStep', unit: 'picture', x: ({ pictures }) => pictures ?? null }],
  },
];
