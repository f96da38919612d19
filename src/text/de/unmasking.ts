/** What filling in by unmasking is called, whatever is filled in: settings, figures. */
import type { unmasking as en } from '../en/unmasking';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const unmasking: Wide<typeof en> = {
  passes: (passes) => plural(passes, 'Durchlauf', 'Durchläufe'),
  settings: {
    passes: {
      vary: {
        label: 'Durchläufe',
        what: 'Dieselben Zufallszahlen, in immer weniger Durchläufen gefüllt.',
      },
    },
    noise: { hint: '0 deckt das sicherste zuerst auf' },
    remask: {
      label: 'Remasking',
      names: { off: 'Aus', on: 'An' },
      vary: {
        label: 'Remasking',
        what: 'Dieselben Zufallszahlen; Entschiedenes bleibt oder darf wieder maskiert werden.',
        names: { off: 'endgültig entschieden', on: 'darf wieder maskiert werden' },
      },
    },
  },
  metrics: {
    msPerPass: {
      name: 'pro Durchlauf',
      meaning:
        'Mittlere Zeit eines Durchlaufs über alle Stellen, mit Guidance sowohl mit als auch ohne Prompt.',
    },
    remasked: {
      name: 'neu maskiert',
      meaning: 'Wie oft etwas Entschiedenes wieder maskiert wurde.',
    },
    passes: { name: 'Durchläufe', meaning: 'Durchläufe über alle Stellen, die noch offen sind.' },
    batch: {
      name: 'Batch',
      meaning: 'Auswertungen des Netzes in einem Durchlauf: eine, mit Guidance zwei.',
    },
  },
  branch: { start: 'von Anfang an', pass: (pass) => `ab Durchlauf ${num(pass)}` },
  changes: { sampling: 'anderes Sampling' },
};
