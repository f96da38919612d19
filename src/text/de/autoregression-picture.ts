/** Wie ein Bild aus Tokens heißt: Wörter, Durchläufe, Einstellungen, Zahlen und Abzweigungen. */
import type { autoregressionPicture as en } from '../en/autoregression-picture';
import type { Wide } from '../wide';
import { num } from './numbers';

export const autoregressionPicture: Wide<typeof en> = {
  words: {
    one: 'Zelle',
    many: 'Zellen',
    lane: 'Bild aus Tokens',
    how: 'eine Zelle nach der anderen',
    model: 'autoregressives Bildmodell',
    does: 'ein autoregressives Bildmodell sagt ein Bild Zelle für Zelle',
  },
  passes: {
    cell: { label: 'Zelle', what: 'eine Zelle', unit: 'Auswertung' },
    second: { label: 'Zweiter Code', what: 'der zweite Code einer Zelle', unit: 'Erster Code' },
  },
  settings: {
    topk: { hint: '0 behält alle' },
  },
  metrics: {
    pictureMs: {
      name: 'Bild',
      meaning: 'Vom Start des Laufs bis zur neuesten Zelle; am Ende bis zum fertigen Bild.',
    },
    ttftMs: {
      name: 'TTFT',
      meaning: 'Zeit bis zum ersten Token, einer Zelle, ab dem Start des Laufs.',
    },
    tpotMs: {
      name: 'TPOT',
      meaning:
        'Zeit je ausgegebenem Token: das Mittel zwischen zwei Zellen nach der ersten, mit dem Malen.',
    },
    nats: {
      name: 'Nats je Zelle',
      meaning:
        'Wie überraschend die Zellen für das Modell sind, mit Guidance: das Mittel ihrer negativen logarithmierten Wahrscheinlichkeiten.',
    },
    passes: {
      name: 'Durchläufe',
      meaning:
        'Durchläufe durch ein Netz: einer des Text-Encoders, zwei je Zelle (einer für jeden ihrer Codes) und einer je gemaltem Bild.',
    },
    cells: { name: 'Zellen', meaning: 'Zellen eines Laufs.' },
    batch: {
      name: 'Batch',
      meaning: 'Auswertungen des Netzes in einem Durchlauf: eine, mit Guidance zwei.',
    },
  },
  final: 'eine Zelle steht fest, sobald sie gesagt ist',
  branch: {
    start: 'von Anfang an',
    cell: (cell) => `ab Zelle ${num(cell)}`,
    given: (cell, codes) => `Zelle ${num(cell)}: ${codes}`,
  },
  changes: { sampling: 'anderes Sampling' },
  describe: (temperature, guidance) =>
    `${temperature === 0 ? 'greedy' : `Temperatur ${num(temperature)}`}, Guidance ${num(guidance)}`,
};
