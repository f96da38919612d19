/** For the headless run, which shows what the page is doing. */
import type { automation as en } from '../en/automation';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const automation: Wide<typeof en> = {
  runs: (done, total, atMost) =>
    `${num(done)} von ${atMost ? 'höchstens ' : ''}${plural(total, 'Lauf', 'Läufen')}`,
  left: (time) => `noch etwa ${time}`,
  waiting: 'Wartet, bis der Tab in den Vordergrund kommt.',
  lane: (name, error) => `${name}: ${error}`,
  measuring: '„Vergleichen“ misst gerade.',
  measuringHint: 'Warten Sie, bis es fertig ist.',
};
