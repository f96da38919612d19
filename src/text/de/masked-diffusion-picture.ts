/** What a picture that is filled in by unmasking is called: its words, passes, figures and forks. */
import type { maskedPicture as en } from '../en/masked-diffusion-picture';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const maskedPicture: Wide<typeof en> = {
  words: {
    one: 'Durchlauf',
    many: 'Durchläufe',
    lane: 'Maskiertes Bild',
    how: 'alle Zellen zugleich, immer wieder',
    model: 'maskiertes Bildmodell',
    does: 'ein maskiertes Bildmodell füllt alle Zellen eines Bildes zugleich, die sichersten zuerst',
  },
  passes: {
    unmask: { label: 'Unmask', what: 'ein Durchlauf über alle Zellen', unit: 'Auswertung' },
    second: {
      label: 'Zweite Codes',
      what: 'die zweiten Codes maskierter Zellen',
      unit: 'Erster Code',
    },
  },
  metrics: {
    pictureMs: {
      name: 'Bild',
      meaning: 'Vom Beginn des Laufs bis zum neuesten Durchlauf; am Ende bis zum fertigen Bild.',
    },
    depth: {
      name: 'Tiefe',
      meaning:
        'Vorwärtsdurchläufe, die aufeinander warten müssen: die zwei des Prompts, dann zwei für jeden Durchlauf über die Zellen. Auf das Malen wartet keiner.',
    },
    nats: {
      name: 'Nats je Zelle',
      meaning:
        'Wie überraschend die entschiedenen Zellen für das Modell waren, als es sie entschied, mit Guidance: das Mittel ihrer negativen logarithmierten Wahrscheinlichkeiten.',
    },
    confidence: {
      name: 'Sicherheit',
      meaning: 'Mittlere Wahrscheinlichkeit, mit der die Zellen entschieden wurden, mit Guidance.',
    },
    entropy: {
      name: 'Entropie',
      meaning: 'Mittlere Entropie der Wahlen, die über die Zellen entschieden haben, in Nats.',
    },
  },
  final: 'eine Zelle steht fest, sobald kein späterer Durchlauf sie ändert',
  branch: {
    cell: (pass, cell, codes) => `Durchlauf ${num(pass)}: Zelle ${num(cell)} ist ${codes}`,
    hole: (cells) => `${plural(cells, 'Zelle', 'Zellen')} neu`,
  },
  describe: (passes, guidance) => `${passes}, Guidance ${num(guidance)}`,
};
