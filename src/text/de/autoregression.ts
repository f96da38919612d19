/** What autoregression is called: its words, passes, settings, figures and forks. */
import type { autoregression as en } from '../en/autoregression';
import type { Wide } from '../wide';
import { num } from './numbers';

export const autoregression: Wide<typeof en> = {
  words: {
    one: 'Token',
    many: 'Tokens',
    lane: 'Sprachmodell',
    how: 'ein Token nach dem anderen',
    model: 'Sprachmodell',
    does: 'ein Sprachmodell schreibt ein Token nach dem anderen',
  },
  passes: {
    prefill: { label: 'Prefill', what: 'liest den Prompt', unit: 'Token' },
    decode: { label: 'Decode', what: 'ein Token', unit: 'Token' },
  },
  settings: {
    task: {
      label: 'Aufgabe',
      hint: 'was das Modell gefragt wird',
      notes: {
        empty: 'Leer: Das Modell bekommt nur Ihre Wörter.',
        with: '{prompt} steht für Ihre Wörter.',
        without:
          'Ihre Wörter kommen darin nicht vor: Schreiben Sie {prompt} dorthin, wo sie hingehören.',
      },
    },
    tokens: { hint: 'höchstens' },
    temperature: {
      hint: '0 ist greedy',
      vary: {
        label: 'Temperaturen',
        what: 'Dieselben Zufallszahlen, eine flachere oder schärfere Auswahl der Tokens.',
      },
    },
    topk: { hint: '0 behält alle' },
    topp: { hint: '1 behält alle' },
    minp: { hint: '0 behält alle' },
    penalty: { hint: '1 ist keine' },
    control: {
      label: 'Getippte Steuertokens (<|im_end|>)',
      names: { text: 'gewöhnlicher Text', tokens: 'Steuertokens' },
    },
  },
  metrics: {
    decodeTokensPerSecond: {
      name: 'Decode',
      meaning: 'Tokens pro Sekunde nach dem ersten: das Tempo, in dem die Ausgabe entsteht.',
    },
    prefillTokensPerSecond: {
      name: 'Prefill',
      meaning:
        'Tokens des Prompts pro Sekunde. Sie werden zusammen gelesen, in einem oder wenigen Durchläufen.',
    },
    ttftMs: {
      name: 'TTFT',
      meaning: 'Zeit bis zum ersten Token (Time to First Token), ab Beginn des Laufs.',
    },
    tpotMs: {
      name: 'TPOT',
      meaning:
        'Zeit pro Ausgabe-Token (Time per Output Token): im Mittel zwischen zwei Tokens nach dem ersten.',
    },
    tpotP50Ms: {
      name: 'TPOT p50',
      meaning: 'Zeit pro Ausgabe-Token nach dem ersten: Die Hälfte brauchte weniger.',
    },
    tpotP95Ms: {
      name: 'TPOT p95',
      meaning: 'Zeit pro Ausgabe-Token nach dem ersten: 95 von 100 brauchten weniger.',
    },
    passes: {
      name: 'Durchläufe',
      meaning:
        'Vorwärtsdurchläufe des Netzes: das Prefill, dann ein Decode für jedes weitere Token.',
    },
    promptTokens: {
      name: 'Prompt-Tokens',
      meaning: 'Tokens des Prompts, mit dem, was die Chat-Vorlage hinzufügt.',
    },
    tokens: { name: 'Tokens', meaning: 'Tokens eines Laufs.' },
  },
  final: 'ein Token steht fest, sobald es gewählt ist',
  branch: {
    start: 'von Anfang an',
    edited: (token) => `ab Token ${num(token)} bearbeitet`,
    token: (token) => `ab Token ${num(token)}`,
    given: (token, piece) => `Token ${num(token)}: ${piece}`,
  },
  changes: { sampling: 'anderes Sampling', control: 'getippte Steuertokens' },
  temperature: (value) => (value === 0 ? 'greedy' : `Temperatur ${num(value)}`),
};
