/** What engines and their workers say: what they are loading, and why something cannot be done. */
import type { engines as en } from '../en/engines';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const again =
  'Bleibt es auch beim nächsten Versuch dabei, ist diese Kopie der Website beschädigt oder unvollständig.';
const damagedSite =
  'Bleibt es auch beim nächsten Versuch dabei, ist diese Kopie der Website beschädigt oder von einer anderen Version.';
const connection =
  'Prüfen Sie die Verbindung, und versuchen Sie es erneut: Was angekommen ist, bleibt.';
const otherRuntime = 'Wählen Sie eine andere Runtime.';

export const engines: Wide<typeof en> = {
  phases: {
    runtime: 'Runtime',
    weights: (model) => `${model}, Gewichte`,
    weightsOfTwo: (one, other) => `${one} und ${other}, Gewichte`,
    weightsOfThree: (one, other, third) => `${one}, ${other} und ${third}, Gewichte`,
    weightsFor: (model, runtime) => `${model} für ${runtime}, Gewichte`,
    anyWeights: 'Gewichte des Sprachmodells',
    prepare: 'Vorbereitung des Modells',
    compile: 'Kompilieren der Kernel',
    warmUp: 'Referenzausgabe und Aufwärmen',
  },

  known: {
    logits: (logits, prompt, more) =>
      `${plural(logits, 'Logit', 'Logits')} nach ${plural(prompt, 'Prompt-Token', 'Prompt-Tokens')} und nach ${num(more)} weiteren`,
    masked: (cases) => `Logits von ${plural(cases, 'maskierten Text', 'maskierten Texten')}`,
    pictureCells: (cases) => `Logits von ${plural(cases, 'Zelle', 'Zellen')}`,
    decoded: (cases) => `${plural(cases, 'Bild', 'Bilder')} aus gegebenen Tokens`,
    captions: (cases) =>
      `Embeddings von ${plural(cases, 'Bildbeschreibung', 'Bildbeschreibungen')}`,
    noise: (cases) => `vorhergesagtes x0 bei ${plural(cases, 'Rauschpegel', 'Rauschpegeln')}`,
    itself: 'die Datei selbst',
    unreadable: (model, where, issue) =>
      `Die Referenzausgabe von ${model} lässt sich nicht lesen: ${where}: ${issue}`,
    unreadableHint: damagedSite,
    noGolden: (where) => `golden.json enthält keine Referenzausgabe: ${where}.`,
  },

  backend: {
    onCpu: (why) => `Läuft auf der CPU: ${why}.`,
    modelFailed: (why) => `auf der GPU ist das Modell gescheitert (${why})`,
    notChecked: 'auf der GPU wurde es nicht geprüft',
    selfCheck: (what) => `auf der GPU hat es die Selbstprüfung nicht bestanden (${what})`,
    offBy: (what, worst, tolerance) =>
      `auf der GPU wich seine Ausgabe um ${worst} von der Referenz ab (${what}), zulässig sind ${num(tolerance)}`,
    none: 'dieser Browser hat kein WebGPU',
    insecure: 'WebGPU braucht eine sichere Adresse (https oder localhost)',
    noGpu: 'der Browser bietet keine nutzbare GPU an',
    notOpened: (why) => `der Browser konnte die GPU nicht öffnen (${why})`,
    emulated: (adapter) => `WebGPU wird hier nur in Software emuliert (${adapter})`,
    unnamed: 'Adapter ohne Namen',
    asked: (why) => `WebGPU wurde verlangt, aber ${why}.`,
    askedHint: 'Wählen Sie in den Einstellungen „Automatisch“ oder „WASM“ als Backend.',
    sentence: (why) => `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  },

  runtime: {
    gpu: (why) => `Die GPU ließ sich nicht öffnen: ${why}`,
    gpuHint: 'Wählen Sie in den Einstellungen „WASM“ als Backend.',
    notStarted: (why) => `Die Runtime ließ sich nicht starten: ${why}`,
    notStartedHint: 'Prüfen Sie die Verbindung, und versuchen Sie es erneut.',
    late: (seconds) =>
      `Die Runtime ist nicht innerhalb von ${plural(seconds, 'Sekunde', 'Sekunden')} gestartet.`,
    lateHint:
      'Starten Sie sie neu; wenn es dabei bleibt, setzen Sie in den Einstellungen „Threads“ auf 1.',
    notOpened: (why) => `Die Runtime konnte das Modell nicht öffnen: ${why}`,
    notOpenedHint: 'Versuchen Sie in den Einstellungen das andere Backend.',
    lost: (why) => `Die GPU ging verloren${why ? `: ${why}` : '.'}`,
    lostHint:
      'Was bisher erzeugt wurde, bleibt. Starten Sie erneut: Das Modell wird neu geladen. Geschieht es oft, wählen Sie in den Einstellungen „WASM“.',
    noLocks: 'Für „abwechselnd“ braucht die Seite die Web Locks API, die sie hier nicht bekommt.',
    noLocksHint:
      'Öffnen Sie die Seite über https oder auf localhost, oder lassen Sie die Spuren gemeinsam oder allein laufen.',
  },

  files: {
    again,
    trouble: 'Er hat gerade Schwierigkeiten. Versuchen Sie es in einer Weile erneut.',
    refused: (file, status) => `Der Server hat ${file} nicht herausgegeben (HTTP ${num(status)}).`,
    connection,
    noName: (id) => `„${id}“ ist kein Name eines Modells.`,
    notJson: (file) => `${file} ist kein gültiges JSON.`,
    noObject: (file) => `${file} enthält kein Objekt.`,
    otherModel: (file, model) => `${file} beschreibt ein anderes Modell, ${model}.`,
    notOfSite: (model) => `${model} ist kein Modell dieser Website.`,
    cutOff: (file, loaded, total) =>
      `${file} wurde abgeschnitten: ${num(loaded)} von ${num(total)} Bytes kamen an.`,
    missing: (file, status) => `${file} fehlt (HTTP ${num(status)}).`,
    page: (file) => `${file} fehlt: Der Server hat mit einer Webseite geantwortet.`,
    unreachable: (file) => `${file} ließ sich nicht laden oder wurde abgeschnitten.`,
    tooLong: (file, bytes) =>
      `${file} ist länger als die erwarteten ${num(bytes)} Bytes: Die Datei ist beschädigt oder verändert.`,
    otherHash: (file) =>
      `${file} hat einen anderen SHA-256: Die Datei ist beschädigt oder verändert.`,
    notUnpacked: (file) => `${file} lässt sich nicht entpacken: Die Datei ist beschädigt.`,
    notUnpackedHint:
      'Bleibt es auch beim nächsten Versuch dabei, ist diese Kopie der Website beschädigt.',
  },

  run: {
    noModel: 'Es ist kein Modell geladen.',
    noModelHint: 'Laden Sie das Modell, und starten Sie dann.',
    pressRun: 'Klicken Sie auf „Starten“.',
    otherMechanism: (mechanism, model) => `Einem ${model} wurde ein Lauf mit ${mechanism} gegeben.`,
    language: 'Sprachmodell',
    diffusion: 'Diffusionsmodell',
    masked: 'Masked-Diffusion-Modell',
    byTokens: 'Modell für Bilder aus Tokens',
    maskedPicture: 'maskiertes Bildmodell',
    setting: (label, value, min, max, whole) =>
      `${label} ist ${num(value)}; erlaubt ist eine ${whole ? 'ganze ' : ''}Zahl von ${num(min)} bis ${num(max)}.`,
    settingIs: (label, value) => `${label} ist ${num(value)}.`,
    settingRange: (min, max, whole) =>
      `Erlaubt sind ${whole ? 'ganze ' : ''}Zahlen von ${num(min)} bis ${num(max)}.`,
    noPrompt: 'Der Prompt ist leer.',
    noPromptHint: 'Geben Sie ein, worauf das Modell antworten soll.',
    promptTokens: (tokens, most) =>
      `Der Prompt ist ${plural(tokens, 'Token', 'Tokens')} lang; dieses Modell nimmt höchstens ${num(most)}.`,
    promptTokensHint: 'Kürzen Sie den Prompt.',
    noPicture: 'Es gibt keinen Prompt, zu dem ein Bild entstehen könnte.',
    noPictureHint: 'Geben Sie ein paar englische Wörter ein, zum Beispiel „a green dragon“.',
    promptLong: (characters, most) =>
      `Der Prompt ist ${plural(characters, 'Zeichen', 'Zeichen')} lang; erlaubt sind ${num(most)}.`,
    promptLongHint: 'Kürzen Sie ihn: Das Bildmodell liest etwa ein Dutzend Wörter.',
    noWord: 'Es gibt kein Wort, das erklärt werden könnte.',
    noWordHint: 'Geben Sie ein englisches ein, zum Beispiel „cat“.',
    textLong: (characters, most) =>
      `Der Text ist ${plural(characters, 'Zeichen', 'Zeichen')} lang; erlaubt sind ${num(most)}.`,
    shorten: 'Kürzen Sie ihn.',
    givenLong: (tokens, most) =>
      `Die vorgegebenen Wörter und Lücken sind ${plural(tokens, 'Token', 'Tokens')} lang; dieses Modell schreibt höchstens ${num(most)}.`,
    shortenThem: 'Kürzen Sie sie.',
    noGap: 'Die vorgegebenen Wörter lassen nichts zu füllen übrig.',
    noGapHint: 'Schreiben Sie _ dorthin, wo das Modell ein Token wählen soll.',
    severalPictures:
      'Ein Lauf, der einen anderen fortsetzt, erzeugt ein Bild, nicht mehrere zugleich.',
    severalPicturesHint: 'Der Trace, den er fortsetzt, enthält eines.',
    style: 'Stil',
    notOneOf: (label, value) => `${label}: „${value}“ gibt es nicht.`,
    choose: (known) => `Wählen Sie eines von ${known.join(', ')}.`,
  },

  notNumbers: {
    token: (token) =>
      `Ab Token ${num(token)} liefert das Modell Werte, die keine endlichen Zahlen sind.`,
    step: (step) =>
      `Ab Schritt ${num(step)} liefert das Modell Werte, die keine endlichen Zahlen sind.`,
    cell: (cell) =>
      `Ab Zelle ${num(cell)} liefert das Modell Werte, die keine endlichen Zahlen sind.`,
    pass: (pass) =>
      `Ab Durchlauf ${num(pass)} liefert das Modell Werte, die keine endlichen Zahlen sind.`,
    encoded: 'Der Text-Encoder lieferte zu diesen Wörtern Werte, die keine endlichen Zahlen sind.',
    shown: (step) =>
      `Der Decoder lieferte zum Bild von Schritt ${num(step)} Werte, die keine endlichen Zahlen sind.`,
  },

  fork: {
    hint: 'Starten Sie von vorn.',
    noParent: 'Der Lauf, den dieser fortsetzt, ist nicht hier.',
    tokens: (tokens, at) =>
      `Der Lauf hat ${plural(tokens, 'Token', 'Tokens')}: Bis ${num(at)} lässt sich keines behalten.`,
    steps: (steps, at) =>
      `Der Lauf hat ${plural(steps, 'Schritt', 'Schritte')}: In Schritt ${num(at)} lässt er sich nicht aufnehmen.`,
    passes: (passes, at) =>
      `Der Lauf hat ${plural(passes, 'Durchlauf', 'Durchläufe')}: Bis ${num(at)} lässt sich keiner behalten.`,
    cells: (cells, at) =>
      `Der Lauf hat ${plural(cells, 'Zelle', 'Zellen')}, die sich behalten lassen: Bis ${num(at)} sind es keine.`,
    noCell: 'Eine Zelle ist vorgegeben, die dieses Modell nicht hat.',
    noToken: (id) => `Ein Token ${num(id)} gibt es nicht.`,
    textLong: (tokens, most) =>
      `Der Text ist ${plural(tokens, 'Token', 'Tokens')} lang; ein Lauf hat höchstens ${num(most)}.`,
    shorten: 'Kürzen Sie ihn.',
    size: 'Seine Bilder haben eine andere Größe.',
    noise: 'Seine Schritte haben andere Rauschpegel: Schritte und Schedule müssen dieselben sein.',
  },

  models: {
    notLanguage: (model) => `${model} ist kein Sprachmodell.`,
    notDenoiser: (model, kind) => `${model} ist kein Entrauscher, sondern ein Modell „${kind}“.`,
    notMasked: (model, kind) =>
      `${model} ist kein Masked-Diffusion-Modell, sondern ein Modell „${kind}“.`,
    notByTokens: (model, kind) =>
      `${model} macht keine Bilder aus Tokens; es ist ein Modell „${kind}“.`,
    notDecoder: (model, kind) =>
      `${model} ist kein Decoder für Bild-Tokens, sondern ein Modell „${kind}“.`,
    notTogether: (model, decoder) =>
      `${model} und ${decoder} gehören nicht zusammen: Zellen, Codes oder Stile sind andere.`,
    otherCells: 'Solche Zellen hat dieses Modell nicht.',
    noTokenizer: 'Der Tokenizer lässt sich nicht lesen.',
    notEncoder: (model, kind) => `${model} ist kein Text-Encoder, sondern ein Modell „${kind}“.`,
    otherOnSite: 'Auf der Website liegt ein anderes Modell als das, das geladen ist.',
    otherOnSiteHint: 'Klicken Sie auf „Starten“: Dann wird das der Website geladen.',
    otherStep: 'Dieser Schritt kann nicht von diesem Modell stammen.',
  },

  webLlm: {
    noLibrary: (model) => `WebLLM braucht für ${model} eine Bibliothek, und hier gibt es keine.`,
    noGpu: 'WebLLM hat keine GPU geöffnet.',
    otherRuntime,
    wasm: 'WebLLM läuft nur auf WebGPU, verlangt war WASM.',
    wasmHint:
      'Wählen Sie „Automatisch“ oder „WebGPU“ als Backend, oder onnxruntime-web als Runtime.',
    cpu: (why) => `WebLLM läuft nur auf WebGPU. ${why}`,
    cpuHint:
      'Wählen Sie onnxruntime-web als Runtime. Auf einer emulierten GPU läuft WebLLM, nur langsam, mit „WebGPU“ als Backend.',
  },
};
