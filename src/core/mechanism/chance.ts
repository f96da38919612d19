/** Settings of chance and guidance, for each mechanism that has them. */
import { text } from '../../text/chance';
import { LIMITS } from '../limits';
import type { SettingValue } from '../model';

const { guidance, temperature, topp } = text;

/** @param initial unless a model suggests another */
export const guidanceSetting = (initial: number) =>
  ({
    kind: 'number',
    label: LIMITS.guidance.label,
    hint: guidance.hint,
    range: LIMITS.guidance,
    step: 0.5,
    initial,
    vary: {
      ...guidance.vary,
      values: [1, 1.5, 2, 3, 5],
      name: (value: SettingValue) => guidance.vary.name(Number(value)),
    },
  }) as const;

/**
 * @param initial unless a model suggests another
 * @param values worth running side by side
 */
export const temperatureSetting = (initial: number, values: readonly number[]) =>
  ({
    kind: 'number',
    label: LIMITS.temperature.label,
    hint: temperature.hint,
    range: LIMITS.temperature,
    step: 0.1,
    initial,
    vary: {
      ...temperature.vary,
      values,
      name: (value: SettingValue) => temperature.vary.name(Number(value)),
    },
  }) as const;

export const TOP_P = {
  kind: 'number',
  label: LIMITS.topP.label,
  hint: topp.hint,
  range: LIMITS.topP,
  step: 0.05,
  initial: 0.9,
} as const;
