/** Why a GGUF cannot be read, or its model not be run: what stands in it, against what this page knows. */
import type { gguf as en } from '../en/gguf';
import type { Wide } from '../wide';
import { counted, num, plural } from './numbers';

const model = (what: string) => `Diese Datei läuft hier nicht: Ihr Modell ${what}.`;
const broken = (what: string) => `Diese Datei lässt sich nicht als GGUF lesen: ${what}.`;
const tokenizer = (what: string) =>
  `Der Tokenizer in dieser Datei lässt sich nicht verwenden: Er ${what}.`;

export const gguf: Wide<typeof en> = {
  model: {
    architecture: (name) =>
      `Das Modell in dieser Datei hat die Architektur „${name}“; auf dieser Seite läuft „llama“.`,
    otherArchitecture:
      'Das Modell in dieser Datei hat eine Architektur mit ungewöhnlichem Namen; auf dieser Seite läuft „llama“.',
    architectureHint:
      'Llama 2 und 3, SmolLM2, TinyLlama, Mistral 7B und ihre Verwandten haben sie.',
    heads: (heads, kvHeads) =>
      model(`hat ${num(heads)} Köpfe für ${num(kvHeads)} mit Keys und Values`),
    noEmbedding: model('hat kein Embedding für seine Tokens'),
    sizes: { width: 'Breite', ffn: 'Breite des Feed-Forward-Teils', heads: 'Breite aller Köpfe' },
    multiple: (what, size, of) =>
      model(`hat als ${what} ${num(size)}, kein Vielfaches von ${num(of)}`),
    lacks: (tensor) => model(`hat kein ${tensor}`),
    shape: (tensor, has, expected) => model(`hat ${tensor} als ${has} statt als ${expected}`),
    format: (tensor, format) => model(`speichert ${tensor} als ${format} statt als F32`),
    biases: model('addiert Biases, was dieses Netz nicht tut'),
    more: (tensor) => model(`hat Tensoren, die das Netz nicht kennt (${tensor})`),
    strange: 'einer mit einem ungewöhnlichen Namen',
    keyValue: (keys, values) =>
      model(`hat Keys der Größe ${num(keys)} und Values der Größe ${num(values)}`),
    headWidth: (heads, width) =>
      model(`hat ${num(heads)} Köpfe bei einer Breite von ${num(width)}`),
    rotates: (some, all) => model(`dreht ${num(some)} von ${num(all)} Kanälen eines Kopfes`),
    stretches: (how) => model(`streckt seine Positionen mit „${how}“`),
    experts: (n) => model(`ist eine Mischung aus ${plural(n, 'Experten', 'Experten')}`),
    parts: (n) => model(`ist eines von ${num(n)} Teilen eines Modells`),
    otherHeads: model('hat in jeder Schicht andere Köpfe'),
    states: (key, value) => model(`gibt ${key} mit ${num(value)} an`),
  },
  file: {
    hint: 'Prüfen Sie, ob sie vollständig heruntergeladen wurde.',
    magic: broken('Sie beginnt nicht mit GGUF'),
    endian: broken('Ihre Zahlen sind Big-Endian'),
    version: (version) => broken(`Sie hat die Version ${num(version)}, nicht 2 oder 3`),
    twice: broken('Ein Schlüssel kommt zweimal vor'),
    utf8: broken('Ein Text in ihr ist kein UTF-8'),
    lists: broken('Sie enthält Listen von Listen'),
    dimensions: (n) => broken(`Einer ihrer Tensoren hat ${num(n)} Dimensionen`),
    type: (type) => broken(`Sie enthält einen Wert vom Typ ${num(type)}`),
    ends: broken('Sie endet mitten im Kopf'),
    noEnd: broken('Ihr Kopf hat kein Ende'),
    aligned: (bytes) =>
      broken(`Ihre Tensoren sollen auf ${counted(bytes)} Bytes ausgerichtet sein`),
    oneTensor: 'einer ihrer Tensoren',
    stored: (tensor, format) =>
      `In der Datei ist ${tensor} als ${format} gespeichert, was diese Seite nicht lesen kann.`,
    unnamed: (type) => `Typ ${num(type)}`,
    reads: (formats) => `Sie liest ${formats}.`,
    shape: (tensor, shape) => broken(`${tensor} hat die Form ${shape}`),
    ofNothing: 'von nichts',
    blocks: (tensor, format) =>
      broken(`Die Zeilen von ${tensor} sind keine ganzen Blöcke von ${format}`),
    endsWithin: (tensor) => broken(`Sie endet mitten in ${tensor}`),
    place: (tensor) => broken(`${tensor} liegt nicht da, wo es sollte`),
    tensorTwice: (tensor) => broken(`${tensor} kommt zweimal vor`),
    overlaps: (tensor) => broken(`${tensor} überlappt den Tensor davor`),
  },
  field: {
    absent: (key) => `Die Datei gibt ${key} nicht an.`,
    wrong: (key, as) => `Die Datei gibt ${key} an, aber nicht als ${as}.`,
    kinds: {
      text: 'Text',
      whole: 'ganze Zahl',
      positive: 'Zahl über 0',
      flag: 'wahr oder falsch',
      texts: 'Liste von Texten',
      wholes: 'Liste ganzer Zahlen',
    },
  },
  tokenizer: {
    types: (tokens, types) =>
      tokenizer(`hat ${counted(tokens)} Tokens und ${counted(types)} Token-Typen`),
    twice: tokenizer('hat ein Token zweimal'),
    kind: (name) => tokenizer(`ist für „${name}“, nicht für „gpt2“ oder „llama“`),
    cutUnsaid: tokenizer('sagt nicht, wie Text zu schneiden ist (tokenizer.ggml.pre)'),
    cut: (name) => tokenizer(`schneidet Text wie „${name}“, was diese Seite nicht kennt`),
    scores: tokenizer('hat nicht für jedes Token eine Bewertung'),
    names: (id, tokens) => tokenizer(`nennt das Token ${num(id)} und hat ${counted(tokens)}`),
    noEnd: tokenizer('nennt kein Token, das eine Antwort beendet'),
  },
};
