/** How a run ended, beside what it made. */
import type { ending as en } from '../en/ending';
import type { Wide } from '../wide';

export const ending: Wide<typeof en> = {
  stopped: 'von Ihnen angehalten',
  failed: (message) => `durch einen Fehler beendet: ${message}`,
  complete: 'vollständig',
};
