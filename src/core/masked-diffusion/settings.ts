/** What can be set of a masked text model: passes, chance, guidance, and words that are given. */
import { text } from '../../text/masked-diffusion';
import { guidanceSetting, temperatureSetting, TOP_P } from '../mechanism/chance';
import type { Settings } from '../mechanism/settings';
import { noiseSetting, passesSetting, REMASK } from '../unmasking/settings';
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
  passes: passesSetting(text.settings.passes.hint),
  guidance: guidanceSetting(2),
  temperature: temperatureSetting(0.7, [0, 0.4, 0.7, 1, 1.4]),
  topp: TOP_P,
  noise: noiseSetting(2),
  remask: REMASK,
} as const satisfies Settings;
