/** What can be set of a picture by tokens: chance, guidance, and the style of the artwork. */
import { text } from '../../text/autoregression-picture';
import { LIMITS } from '../limits';
import { guidanceSetting, temperatureSetting, TOP_P } from '../mechanism/chance';
import type { Settings } from '../mechanism/settings';
import { styleSetting } from '../picture-tokens/mechanism';

/** The keys are those of the address and never change. */
export const SETTINGS = {
  guidance: guidanceSetting(1.5),
  temperature: temperatureSetting(1, [0, 0.5, 0.8, 1, 1.3, 2]),
  topk: {
    kind: 'number',
    label: LIMITS.topK.label,
    hint: text.settings.topk.hint,
    range: LIMITS.topK,
    step: 1,
    initial: 0,
  },
  topp: TOP_P,
  style: styleSetting('picture-by-tokens'),
} as const satisfies Settings;
