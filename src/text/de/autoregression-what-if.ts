/** Other sampler settings, tried on tokens that are already there. */
import type { whatIf as en } from '../en/autoregression-what-if';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const whatIf: Wide<typeof en> = {
  penalty: 'Strafe',
  all: 'alle',
  greedy: 'greedy',
  off: 'aus',
  setting: (value, means) => (means ? `${value}, ${means}` : value),
  was: (value) => `war ${value}`,
  own: 'Zurück zu den Einstellungen des Laufs',
  start: 'Bewegen Sie einen Regler: Die Balken oben folgen, und nichts wird neu erzeugt.',
  effect: (changed, tokens, first, undecided) => {
    const open = undecided
      ? `; ${num(undecided)} mit den gespeicherten Kandidaten nicht entscheidbar`
      : '';
    return changed
      ? `Dieselben Ziehungen hätten bei ${num(changed)} von ${plural(tokens, 'Token', 'Tokens')} ein anderes ergeben, jeweils nach dem Text, wie er dasteht; das erste ist Nummer ${num(first)}${open}.`
      : `Dieselben Ziehungen hätten dieselben Tokens ergeben${undecided ? ', soweit bekannt' : ''}${open}.`;
  },
};
