/** Many runs at once, and runs side by side. */
import type { many as en } from '../en/many';
import type { Wide } from '../wide';

export const many: Wide<typeof en> = {
  differs: 'Was sich unterscheidet',
  runs: 'Läufe',
  start: 'Alle starten',
  cells: {
    prompt: (prompt) => `„${prompt}“`,
    stopped: 'angehalten',
    waiting: 'wartet',
  },
};
