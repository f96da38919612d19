/** What diffusion is called: its words, passes, settings, figures and forks. */
import type { diffusion as en } from '../en/diffusion';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

export const diffusion: Wide<typeof en> = {
  words: {
    one: 'Schritt',
    many: 'Schritte',
    lane: 'Diffusionsmodell',
    how: 'das ganze Bild, immer wieder',
    model: 'Diffusionsmodell',
    does: 'ein Diffusionsmodell nimmt Schritt für Schritt das Rauschen aus einem ganzen Bild',
  },
  passes: {
    encode: { label: 'Encode', what: 'kodiert den Prompt', unit: 'Token' },
    denoise: { label: 'Entrauschen', what: 'ein Entrauschungsschritt', unit: 'Auswertung' },
  },
  settings: {
    sampler: {
      label: 'Sampler',
      vary: { label: 'Sampler', what: 'Dasselbe Rauschen, auf andere Weise herausgenommen.' },
    },
    schedule: {
      label: 'Schedule',
      names: { karras: 'Karras', flow: 'Flow' },
      vary: {
        label: 'Schedules',
        what: 'Dasselbe Rauschen, die Schritte an anderen Stellen.',
        names: { karras: 'Schedule nach Karras', flow: 'Flow, Schritte gleichmäßig in t' },
      },
    },
    steps: {
      vary: {
        label: 'Schrittzahlen',
        what: 'Dasselbe Rauschen, in immer weniger Schritten herausgenommen.',
        name: (steps) => plural(steps, 'Schritt', 'Schritte'),
      },
    },
    guidance: {
      hint: '1 ist keine',
      vary: {
        label: 'Guidance Scale',
        what: 'Dasselbe Rauschen, mehr oder weniger zum Prompt hin geschoben.',
        name: (value) => (value === 1 ? 'keine Guidance' : `Guidance ${num(value)}`),
      },
    },
    style: { label: 'Stil' },
  },
  metrics: {
    msPerStep: {
      name: 'pro Schritt',
      meaning: 'Mittlere Zeit eines Entrauschungsschritts mit allen seinen Auswertungen.',
    },
    imageMs: {
      name: 'Bild',
      meaning: 'Vom Beginn des Laufs bis zum neuesten Schritt; am Ende bis zum fertigen Bild.',
    },
    picturesPerMinute: { name: 'Bilder', meaning: 'Fertige Bilder pro Minute.' },
    encodeMs: { name: 'Encode', meaning: 'Der eine Durchlauf des Text-Encoders über den Prompt.' },
    nfe: {
      name: 'NFE',
      meaning:
        'Auswertungen des Netzes (Network Function Evaluations): Schritte × Auswertungen des Samplers × 2 mit Guidance.',
    },
    bend: {
      name: 'Krümmung',
      meaning:
        'Wie weit der Weg vom Rauschen zum Bild von einer Geraden abweicht, als Flow Matching gelesen: 0 ist gerade. Am meisten krümmt ihn Rauschen, das unterwegs hinzukommt.',
    },
    passes: {
      name: 'Durchläufe',
      meaning:
        'Vorwärtsdurchläufe: einer des Text-Encoders, dann die des Entrauschers. Mit Guidance enthält ein Durchlauf zwei Auswertungen.',
    },
    steps: { name: 'Schritte', meaning: 'Entrauschungsschritte eines Laufs.' },
    batch: {
      name: 'Batch',
      meaning:
        'Auswertungen des Netzes in einem Durchlauf: eine für jedes Bild, mit Guidance zwei.',
    },
    pictures: {
      name: 'Bilder zugleich',
      meaning: 'Bilder, die in einem Durchlauf gerechnet werden; die NFE ist die eines von ihnen.',
    },
  },
  final:
    'ein Pixel steht fest, sobald sein vorhergesagtes x₀ höchstens 1/16 von seinem letzten Wert abweicht',
  fork: {
    renoise: (step) => `Neues Rauschen in Schritt ${num(step)}`,
    renoiseWhat:
      'Fügt dem Bild frisches Rauschen hinzu, so viel, wie es in diesem Schritt enthält, und nimmt es wieder heraus (Image-to-Image).',
    late: 'So spät kann sich kaum noch etwas ändern.',
  },
  branch: {
    start: 'von Anfang an',
    renoise: (step) => `neues Rauschen in Schritt ${num(step)}`,
    step: (step) => `ab Schritt ${num(step)}`,
  },
  changes: { guidance: (value) => `Guidance ${num(value)}`, style: 'anderer Stil' },
  describe: (sampler, guidance) => `${sampler}, Guidance ${num(guidance)}`,
  film: {
    sample: 'verrauschtes Sample',
    denoised: 'vorhergesagtes Bild',
    both: 'beide, nebeneinander',
  },
};
