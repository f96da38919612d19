/** Lanes of one model beside each other: what they are called, and what is to be seen there. */
import type { sideBySide as en } from '../en/side-by-side';
import type { Wide } from '../wide';

export const sideBySide: Wide<typeof en> = {
  few: {
    label: '16, 4, 2 Schritte und 1',
    what: 'Dasselbe Modell und dasselbe Rauschen mit immer weniger Schritten.',
  },
  flow: {
    label: 'Als Diffusion und als Flow',
    what: 'Dasselbe Modell, Rauschen und Bild: die Schritte, wie Diffusion sie setzt, und gleichmäßig in der Zeit des Flow Matching.',
  },
  maskedText: {
    passes:
      'Dasselbe Textmodell mit immer weniger Durchläufen: Wörter eines Durchlaufs wissen nichts voneinander.',
    remask: 'Dasselbe Textmodell; rechts darf es zurücknehmen, was es entschieden hat.',
  },
  maskedPicture: {
    passes:
      'Dasselbe Bildmodell mit immer weniger Durchläufen: Zellen eines Durchlaufs wissen nichts voneinander.',
    remask: 'Dasselbe Bildmodell; rechts darf es Zellen zurücknehmen, die es entschieden hat.',
  },
  unmasking: {
    passes: '16, 4, 2 Durchläufe und 1',
    remask: 'Mit und ohne Remasking',
  },
};
