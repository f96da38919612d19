/** That Compare is measuring, and what Run would do to it. */
import type { measuring as en } from '../en/measuring';
import type { Wide } from '../wide';

export const measuring: Wide<typeof en> = {
  asks: {
    title: '„Vergleichen“ misst gerade diesen Rechner.',
    text: 'Ein Lauf nebenher würde die Zahlen verderben. Was bisher gemessen ist, bleibt, und „Vergleichen“ kann fortsetzen.',
    stop: 'Messung anhalten und starten',
    keep: 'Weiter messen',
  },
  title: '„Vergleichen“ misst gerade.',
  text: '„Starten“ fragt nach, bevor es die Messung anhält: Beides zugleich würde die Zahlen verderben.',
};
