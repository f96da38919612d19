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
    passes: { hint: 'je Block' },
  },
  metrics: {
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
  },
  final: 'eine Position steht fest, sobald kein späterer Durchlauf sie ändert',
  branch: {
    word: (pass, word) => `Durchlauf ${num(pass)}: ${word}`,
    template: (template) => `vorgegeben: ${template}`,
  },
  describe: (n, guidance) => `${passes(n)} je Block, Guidance ${num(guidance)}`,
};
