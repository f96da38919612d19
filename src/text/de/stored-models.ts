/** What engines say of models that are not this site's: from a hub, or from a file of the person's. */
import type { storedModels as en } from '../en/stored-models';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

/** A size in memory or on the disk: "1,31 GB". */
function size(bytes: number): string {
  return bytes < 1e9
    ? `${Math.ceil(bytes / 1e6)} MB`
    : `${(bytes / 1e9).toFixed(2).replace('.', ',')} GB`;
}
const tokens = (n: number) => plural(n, 'Token', 'Tokens');

export const storedModels: Wide<typeof en> = {
  noFiles: (model) => `Die Dateien von ${model} sind nicht auf diesem Gerät.`,
  noFilesHint: 'Öffnen Sie „Modelle“, und laden Sie es, oder wählen Sie ein anderes Modell.',
  lacks: (model, what) => `${model}: Es fehlt „${what}“.`,
  roles: {
    weights: 'Gewichte',
    graph: 'Graph',
    external: 'externe Gewichte',
    config: 'config.json',
    'generation-config': 'generation_config.json',
    tokenizer: 'tokenizer.json',
    'tokenizer-config': 'tokenizer_config.json',
    'chat-template': 'Chat-Vorlage',
    'text-encoder': 'Text-Encoder',
    unet: 'U-Net',
    decoder: 'Decoder',
    'preview-decoder': 'Vorschau-Decoder',
    'chat-config': 'mlc-chat-config.json',
    'shard-index': 'tensor-cache.json',
    shard: 'Gewichte',
    library: 'Programm',
  },
  noGraph: (path) =>
    `${path} lässt sich nicht als ONNX-Modell lesen: Es ist beschädigt oder etwas anderes.`,
  tooLong: (path) => `${path} ist viel zu lang für das, was es sein soll.`,
  gone: (path) =>
    `${path} lässt sich nicht mehr lesen: Es wurde verschoben, geändert oder entfernt.`,
  goneHint:
    'Öffnen Sie „Modelle“: Was fehlt, lässt sich noch einmal laden, und eine Datei noch einmal ablegen.',
  otherLayout: (model, runtime) => `${runtime} kann ${model} nicht ausführen.`,
  otherRuntime: 'Wählen Sie in den Einstellungen eine andere Runtime.',

  reading: (model) => `${model}, Gewichte`,
  preparing: 'Vorbereitung des Modells',
  checking: 'Selbstprüfung und Aufwärmen',

  memory: {
    wasm: (model, needed, most) =>
      `${model} braucht auf der CPU etwa ${size(needed)} Speicher, und eine Seite darf dafür ${size(most)} nutzen.`,
    wasmHint: 'Wählen Sie „WebGPU“ als Backend, oder ein kleineres Modell.',
    device: (model, needed, has) =>
      `${model} braucht etwa ${size(needed)} Speicher, und dieses Gerät hat etwa ${size(has)}.`,
    deviceHint: 'Wählen Sie ein kleineres Modell.',
    buffer: (model, needed, most) =>
      `${model} hat eine Gewichtsmatrix von ${size(needed)}, und diese GPU nimmt höchstens ${size(most)} am Stück.`,
    bufferHint: 'Wählen Sie „WASM“ als Backend, oder ein Modell mit kleinerem Vokabular.',
    context: (model, n) =>
      `${model} behält für jedes Token so viel, dass nur ${tokens(n)} in den Speicher passen würden.`,
  },

  tokenizer: {
    alphabet:
      'Der Tokenizer dieses Modells arbeitet weder auf Bytes noch mit SentencePiece: Diese Seite kann aus seinen Tokens keinen Text machen.',
    template: (why) => `Die Chat-Vorlage dieses Modells lässt sich nicht ausfüllen: ${why}`,
    unusable: (why) => `Der Tokenizer dieses Modells lässt sich nicht verwenden: ${why}`,
  },

  decoder: {
    hint: 'Ausführen lassen sich Modelle, die für transformers.js zur Texterzeugung exportiert wurden.',
    input: (model, input) =>
      `Der Graph von ${model} verlangt eine Eingabe, die diese Seite nicht kennt: ${input}.`,
    lacks: (model, what) => `Im Graphen von ${model} fehlt „${what}“.`,
    noCache: (model) =>
      `Der Graph von ${model} behält nichts von den Tokens davor: Jedes würde alle noch einmal kosten.`,
    cacheType: (model, type) =>
      `Der Graph von ${model} hält seinen Cache als ${type}, was diese Seite nicht kann.`,
    cacheForm: (model) => `Der Cache von ${model} hat eine Form, die diese Seite nicht kennt.`,
    config: (model) => `Die config.json von ${model} lässt sich nicht lesen.`,
    noEnd: (model) => `${model} nennt kein Token, das eine Antwort beendet.`,
  },

  webLlm: {
    config: (model) => `Die mlc-chat-config.json von ${model} lässt sich nicht lesen.`,
    half: (model) => `${model} braucht halbe Genauigkeit, die diese GPU nicht hat.`,
    halfHint: 'Nehmen Sie die Version, deren Name „f32“ enthält.',
  },

  pictures: {
    recipe: (model) => `Diese Seite weiß nicht, wie ${model} zusammengesetzt ist.`,
    inputType: (type) =>
      `Ein Netz dieses Modells bekommt ${type} als Eingabe, was diese Seite nicht kann.`,
    form: (model) => `Der Decoder von ${model} liefert kein quadratisches Bild aus drei Farben.`,
    one: 'Dieses Modell malt immer nur ein Bild, nicht mehrere zugleich.',
    forgotten:
      'Nur der neueste Lauf dieses Modells kann fortgesetzt werden, und nur solange das Modell geladen ist.',
    forgottenHint: 'Starten Sie einen neuen Lauf, und setzen Sie dann diesen fort.',
    levels: 'Seine Schritte haben andere Rauschpegel: Schritte und Schedule müssen dieselben sein.',
    noAttention: 'Dieses Modell zeigt nicht, welches Wort welche Pixel bestimmt.',
    twice: 'endliche Werte, zweimal dieselbe Vorhersage',
    notTwice: (off) =>
      `dieselbe Eingabe ergab beim zweiten Rechnen eine andere Vorhersage: Ein Wert weicht um ${off} ab`,
  },

  selfCheck: {
    notFinite: (model, backend) =>
      `${model} berechnet auf ${backend} Werte, die keine endlichen Zahlen sind.`,
    notFiniteHint:
      'Wählen Sie in den Einstellungen das andere Backend, oder eine Variante des Modells mit float32 darin (q4 statt q4f16).',
    twice: (n) => `endliche Logits, zweimal dieselben ${tokens(n)}`,
    notTwice: (off) =>
      `derselbe Prompt ergab beim zweiten Rechnen etwas anderes: Ein Logit weicht um ${off} ab`,
    agrees: (backend, n) => `dieselben ersten ${tokens(n)} wie vorher auf ${backend}`,
    nearly: (backend, n, off) =>
      `wie vorher auf ${backend} bis Token ${num(n)}, wo zwei so gut wie gleichauf sind (${off} auseinander)`,
    differs: (backend, n, off) =>
      `ab Token ${num(n)} andere Tokens als vorher auf ${backend}: Ein Logit weicht um ${off} ab`,
  },
};
