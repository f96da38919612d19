/** What can be set of a picture by tokens: chance, guidance, and the style of the artwork. */
import { text } from '../../text/autoregression-picture';
import { LIMITS } from '../limits';
import type { Settings } from '../mechanism/settings';

/** The keys are those of the address and never change. */
export const SETTINGS = {
  guidance: {
    kind: 'number',
    label: LIMITS.guidance.label,
    hint: text.settings.guidance.hint,
    range: LIMITS.guidance,
    step: 0.5,
    initial: 3,
    vary: {
      ...text.settings.guidance.vary,
      values: [1, 2, 3, 5, 8],
      name: (value) => text.settings.guidance.vary.name(Number(value)),
    },
  },
  temperature: {
    kind: 'number',
    label: LIMITS.temperature.label,
    hint: text.settings.temperature.hint,
    range: LIMITS.temperature,
    step: 0.1,
    initial: 1,
    vary: {
      ...text.settings.temperature.vary,
      values: [0, 0.5, 0.8, 1, 1.3, 2],
      name: (value) => text.settings.temperature.vary.name(Number(value)),
    },
  },
  topk: {
    kind: 'number',
    label: LIMITS.topK.label,
    hint: text.settings.topk.hint,
    range: LIMITS.topK,
    step: 1,
    initial: 0,
  },
  topp: {
    kind: 'number',
    label: LIMITS.topP.label,
    hint: text.settings.topp.hint,
    range: LIMITS.topP,
    step: 0.05,
    initial: 0.9,
  },
  style: {
    kind: 'list',
    label: text.settings.style.label,
    hint: '',
    initial: 0,
    options: (manifest) => (manifest?.kind === 'picture-by-tokens' ? manifest.config.styles : []),
  },
} as const satisfies Settings;
