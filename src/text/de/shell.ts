/** The page around its views, and the words of plain controls. */
import type { shell as en } from '../en/shell';
import type { Wide } from '../wide';

export const shell: Wide<typeof en> = {
  app: {
    titles: {
      watch: 'Decode & Denoise',
      compare: 'Vergleichen, Decode & Denoise',
      learn: 'Lernen, Decode & Denoise',
      models: 'Modelle, Decode & Denoise',
    },
    what: (does) => `${does}. Alles wird in diesem Browser berechnet, aus Ihren Wörtern.`,
    whatCompare:
      'Wie schnell ist jede Art des Erzeugens auf diesem Rechner, und warum? Dieselbe Arbeit, immer wieder: jedes Modell allein, alle gemeinsam und abwechselnd.',
    whatModels:
      'Die Modelle dieser Seite sind klein, zum Beobachten. Auch größere laufen hier: Wählen Sie eines vom Hub oder eine eigene Datei, und sehen Sie vor jedem Download, was es braucht.',
    fetching: 'Diese Ansicht wird geladen.',
    notFetched: 'Diese Ansicht ließ sich nicht laden. Prüfen Sie die Verbindung.',
    tryAgain: 'Erneut versuchen',
  },
  bar: {
    decode: 'Decode',
    denoise: 'Denoise',
    views: 'Ansichten',
    names: {
      watch: 'Beobachten',
      compare: 'Vergleichen',
      learn: 'Lernen',
      models: 'Modelle',
    },
  },
  newer: {
    title: 'Es gibt eine neuere Version dieser Seite.',
    means: 'Sie wird geladen, wenn Sie es sagen. Läufe und Ergebnisse bleiben auf diesem Gerät.',
    load: 'Laden',
  },
  footer: {
    models:
      'Text: SmolLM2-135M-Instruct (Hugging Face, Apache-2.0). Bild: ein Emoji-Entrauscher, gesteuert durch all-MiniLM-L6-v2 (Apache-2.0), trainiert mit Noto Emoji (Google, Apache-2.0), Fluent Emoji (Microsoft, MIT), Twemoji (Twitter und Mitwirkende, CC BY 4.0) und EmojiOne 2 (CC BY 4.0).',
    privacy:
      'Nichts, was Sie eingeben, verlässt diesen Browser. Die Modelle sind klein und verstehen nur Englisch: Beobachten Sie, wie sie arbeiten, aber verlassen Sie sich nicht auf das, was sie sagen.',
  },
  ui: {
    dismiss: 'Schließen',
    next: (what) => `danach: ${what}`,
  },
};
