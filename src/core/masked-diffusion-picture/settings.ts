/** What can be set of a masked picture: passes, chance, guidance, and the style of the artwork. */
import { guidanceSetting, temperatureSetting, TOP_P } from '../mechanism/chance';
import type { Settings } from '../mechanism/settings';
import { styleSetting } from '../picture-tokens/mechanism';
import { noiseSetting, passesSetting, REMASK } from '../unmasking/settings';

/** The keys are those of the address and never change. */
export const SETTINGS = {
  passes: passesSetting(''),
  guidance: guidanceSetting(3),
  temperature: temperatureSetting(1, [0, 0.5, 0.8, 1, 1.3, 2]),
  topp: TOP_P,
  noise: noiseSetting(4.5),
  remask: REMASK,
  style: styleSetting('masked-picture'),
} as const satisfies Settings;
