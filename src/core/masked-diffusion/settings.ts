/** What can be set of a masked text model: passes, chance, guidance, and words that are given. */
import { text } from '../../text/masked-diffusion';
import { LIMITS } from '../limits';
import type { Settings } from '../mechanism/settings';
import { parseTemplate } from './template';

/** The keys are those of the address and never change. */
export const SETTINGS = {
  template: {
    kind: 'text',
    label: text.settings.template.label,
    hint: text.settings.template.hint,
    initial: '',
    note(typed) {
      const { notes } = text.settings.template;
      const { parts, open } = parseTemplate(typed);
      if (!parts.length) return notes.empty;
      if (!parts.some(({ kind }) => kind === 'gap')) return notes.noGap;
      return open ? notes.open : notes.closed;
    },
  },
  passes: {
    kind: 'number',
    label: LIMITS.passes.label,
    hint: text.settings.passes.hint,
    range: LIMITS.passes,
    step: 1,
    initial: 12,
    vary: {
      ...text.settings.passes.vary,
      values: [16, 8, 4, 2, 1],
      name: (value) => text.settings.passes.vary.name(Number(value)),
    },
  },
  guidance: {
    kind: 'number',
    label: LIMITS.guidance.label,
    hint: text.settings.guidance.hint,
    range: LIMITS.guidance,
    step: 0.5,
    initial: 2,
    vary: {
      ...text.settings.guidance.vary,
      values: [1, 1.5, 2, 3, 5],
      name: (value) => text.settings.guidance.vary.name(Number(value)),
    },
  },
  temperature: {
    kind: 'number',
    label: LIMITS.temperature.label,
    hint: text.settings.temperature.hint,
    range: LIMITS.temperature,
    step: 0.1,
    initial: 0.7,
    vary: {
      ...text.settings.temperature.vary,
      values: [0, 0.4, 0.7, 1, 1.4],
      name: (value) => text.settings.temperature.vary.name(Number(value)),
    },
  },
  topp: {
    kind: 'number',
    label: LIMITS.topP.label,
    hint: text.settings.topp.hint,
    range: LIMITS.topP,
    step: 0.05,
    initial: 0.9,
  },
  noise: {
    kind: 'number',
    label: LIMITS.orderNoise.label,
    hint: text.settings.noise.hint,
    range: LIMITS.orderNoise,
    step: 0.5,
    initial: 2,
  },
  remask: {
    kind: 'choice',
    label: text.settings.remask.label,
    hint: '',
    choices: ['off', 'on'],
    names: text.settings.remask.names,
    initial: 'off',
    vary: {
      ...text.settings.remask.vary,
      values: ['off', 'on'],
      name: (value) => text.settings.remask.vary.names[value === 'on' ? 'on' : 'off'],
    },
  },
} as const satisfies Settings;
