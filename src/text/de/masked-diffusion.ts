/** What masked diffusion is called: its words, passes, settings, figures and forks. */
import type { maskedDiffusion as en } from '../en/masked-diffusion';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const passes = (n: number) => plural(n, 'Durchlauf', 'Durchläufe');

export const maskedDiffusion: Wide<typeof en> = {
  words: {
    one: 'Durchlauf',
    many: 'Durchläufe',
    lane: 'Masked-Diffusion-Modell',
    how: 'alles zugleich, immer wieder',
    model: 'Masked-Diffusion-Modell',
    does: 'ein Masked-Diffusion-Modell füllt einen ganzen Text, Wort für Wort in beliebiger Reihenfolge',
  },
  passes: {
    encode: { label: 'Encode', what: 'kodiert den Prompt', unit: 'Token' },
    unmask: { label: 'Unmask', what: 'ein Durchlauf über den Text', unit: 'Auswertung' },
  },
  settings: {
    template: {
      label: 'Vorgegebene Wörter',
      hint: 'jedes _ ist ein Token, das zu füllen ist',
      notes: {
        empty: 'Leer: Der ganze Text ist vom Modell.',
        noGap:
          'Es gibt nichts zu füllen: Schreiben Sie _ dorthin, wo das Modell ein Token wählen soll.',
        open: 'Er endet in einer Lücke: Das Modell entscheidet, wo der Text endet.',
        closed: 'Der Text endet, wo Ihre Wörter enden.',
      },
    },
    passes: {
      hint: 'je Block',
      vary: {
        label: 'Durchläufe',
        what: 'Dieselben Zufallszahlen, der Text in immer weniger Durchläufen gefüllt.',
        name: passes,
      },
    },
    guidance: {
      hint: '1 ist keine',
      vary: {
        label: 'Guidance Scale',
        what: 'Dieselben Zufallszahlen, mehr oder weniger zum Prompt hin geschoben.',
        name: (value) => (value === 1 ? 'keine Guidance' : `Guidance ${num(value)}`),
      },
    },
    temperature: {
      hint: '0 nimmt das wahrscheinlichste',
      vary: {
        label: 'Temperaturen',
        what: 'Dieselben Zufallszahlen, eine flachere oder schärfere Auswahl der Tokens.',
        name: (value) => `Temperatur ${num(value)}`,
      },
    },
    topp: { hint: '1 behält alle' },
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
  sideBySide: {
    passes: {
      label: '16, 4, 2 Durchläufe und 1',
      what: 'Dasselbe Textmodell mit immer weniger Durchläufen: Wörter eines Durchlaufs wissen nichts voneinander.',
    },
    remask: {
      label: 'Mit und ohne Remasking',
      what: 'Dasselbe Textmodell; rechts darf es zurücknehmen, was es entschieden hat.',
    },
  },
  metrics: {
    msPerPass: {
      name: 'pro Durchlauf',
      meaning:
        'Mittlere Zeit eines Durchlaufs über den Text, mit Guidance sowohl mit als auch ohne Prompt.',
    },
    textMs: {
      name: 'Text',
      meaning: 'Vom Beginn des Laufs bis zum neuesten Durchlauf; am Ende bis zum fertigen Text.',
    },
    maskedTokensPerSecond: {
      name: 'Tokens',
      meaning:
        'Tokens des fertigen Texts geteilt durch seine ganze Zeit; vorgegebene Wörter zählen nicht.',
    },
    depth: {
      name: 'Tiefe',
      meaning:
        'Vorwärtsdurchläufe, die aufeinander warten müssen: der des Encoders, dann die über den Text.',
    },
    tokens: {
      name: 'Tokens',
      meaning: 'Tokens, die das Modell entschieden hat, bis zum Ende des Texts.',
    },
    remasked: {
      name: 'neu maskiert',
      meaning: 'Wie oft ein entschiedenes Token wieder maskiert wurde.',
    },
    passes: { name: 'Durchläufe', meaning: 'Durchläufe über den Text.' },
    batch: {
      name: 'Batch',
      meaning: 'Auswertungen des Netzes in einem Durchlauf: eine, mit Guidance zwei.',
    },
  },
  final: 'eine Position steht fest, sobald kein späterer Durchlauf sie ändert',
  branch: {
    start: 'von Anfang an',
    word: (pass, word) => `Durchlauf ${num(pass)}: ${word}`,
    template: (template) => `vorgegeben: ${template}`,
    pass: (pass) => `ab Durchlauf ${num(pass)}`,
  },
  changes: { sampling: 'anderes Sampling' },
  describe: (n, guidance) => `${passes(n)} je Block, Guidance ${num(guidance)}`,
  cite: (run) =>
    `${passes(run.passes)} je Block, ${num(run.done)} gerechnet, Temperatur ${num(run.temperature)}, ` +
    `Top-p ${num(run.topP)}, Guidance ${num(run.guidance)}, Rauschen der Reihenfolge ${num(run.noise)}, ` +
    `${run.remask ? 'mit' : 'ohne'} Remasking${run.template ? `, vorgegebene Wörter „${run.template}“` : ''}`,
  axes: {
    passes: { label: 'Durchläufe je Block', unit: 'Durchlauf' },
    guidance: { label: 'Guidance', unit: 'Auswertung', range: 'Auswertungen pro Durchlauf' },
  },
  errors: {
    notNumbers: 'Das Modell lieferte Werte, die keine endlichen Zahlen sind.',
    notNumbersAt: (pass) =>
      `Ab Durchlauf ${num(pass)} liefert das Modell Werte, die keine endlichen Zahlen sind.`,
    candidate: 'ein Kandidat einer Position ist beschädigt',
  },
};
