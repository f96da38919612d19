/** The fields of the settings. */
import type { settings as en } from '../en/settings';
import type { Wide } from '../wide';

export const settings: Wide<typeof en> = {
  allLanes: 'Alle Spuren',
  policy: 'Wie sie sich diesen Rechner teilen',
  addWith: 'Spur hinzufügen mit',
  add: 'Hinzufügen',
  sideBySide: 'Statt dieser Spuren ein Modell nebeneinander:',
  defaults: 'Zurück zu den Voreinstellungen',
  model: 'Modell',
  runtime: 'Runtime',
  notOnBackend: (runtime) => `${runtime} läuft nicht auf dem gewählten Backend.`,
  remove: 'Spur entfernen',
  removeLane: (lane) => `Spur entfernen: ${lane}`,
  any: 'beliebig',
};
