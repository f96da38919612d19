/** What the measurement of a device says, in a worker of its own. */
import type { roofline as en } from '../en/roofline';
import type { Wide } from '../wide';
import { plural } from './numbers';

export const roofline: Wide<typeof en> = {
  probes: {
    read: 'Speicher lesen',
    copy: 'Speicher kopieren',
    triad: 'Speicher lesen und schreiben',
    f32: 'Rechnen in f32',
    fused: 'verschmolzenes Rechnen in f32',
    f16: 'Rechnen in f16',
    int16: 'Rechnen in 16-Bit-Ganzzahlen',
    dispatch: 'Dispatches in einer Warteschlange',
    'round-trip': 'Dispatches mit Auslesen',
  },
  now: (where, what) => `${where}: ${what}`,
  gpu: 'Grafikprozessor',
  cores: (cores) => (cores === 1 ? 'Ein Kern' : plural(cores, 'Kern', 'Kerne')),
  done: 'Fertig',
  again: 'Messen Sie noch einmal.',
  lost: (why) => `Der Grafikprozessor wurde der Seite während der Messung entzogen. ${why}`.trim(),
  noGpu: 'Der Browser bietet keine nutzbare GPU an.',
  noMemory: 'Der Grafikprozessor hat keinen Speicher für die Messung.',
  noMemoryHint: 'Schließen Sie andere Tabs oder Programme, und messen Sie noch einmal.',
  refused: (why) => `Der Grafikprozessor hat abgelehnt: ${why}`,
  notCompiled: (why) => `Ein Kernel lässt sich hier nicht kompilieren: ${why}`,
  core: (why) => `Ein Kern ließ sich nicht messen. ${why}`.trim(),
  brokeOff: (why) => `Die Messung brach ab: ${why}`,
  notFetched: 'Das Programm der Messung ließ sich nicht laden.',
  notFetchedHint: 'Prüfen Sie die Verbindung, und messen Sie noch einmal.',
  stopped: 'Angehalten.',
};
