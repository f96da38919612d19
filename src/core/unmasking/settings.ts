/** What can be set of a model that fills in by unmasking: passes, order, and whether it takes back. */
import { text } from '../../text/unmasking';
import { LIMITS } from '../limits';
import type { SettingValue } from '../model';

const { remask } = text.settings;

/** @param hint what the passes are of, where that has to be said */
export const passesSetting = (hint: string) =>
  ({
    kind: 'number',
    label: LIMITS.passes.label,
    hint,
    range: LIMITS.passes,
    step: 1,
    initial: 12,
    vary: {
      ...text.settings.passes.vary,
      values: [16, 8, 4, 2, 1],
      name: (value: SettingValue) => text.passes(Number(value)),
    },
  }) as const;

/** @param initial unless a model suggests another */
export const noiseSetting = (initial: number) =>
  ({
    kind: 'number',
    label: LIMITS.orderNoise.label,
    hint: text.settings.noise.hint,
    range: LIMITS.orderNoise,
    step: 0.5,
    initial,
  }) as const;

export const REMASK = {
  kind: 'choice',
  label: remask.label,
  hint: '',
  choices: ['off', 'on'],
  names: remask.names,
  initial: 'off',
  vary: {
    ...remask.vary,
    values: ['off', 'on'],
    name: (value: SettingValue) => remask.vary.names[value === 'on' ? 'on' : 'off'],
  },
} as const;
