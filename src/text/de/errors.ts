/** What is refused or has failed, and what a person can do about it; and values that were changed. */
import type { errors as en } from '../en/errors';
import type { Wide } from '../wide';
import { counted, num, plural } from './numbers';

const otherFile = 'Wählen Sie eine andere Datei.';
const damagedSite =
  'Bleibt es auch beim nächsten Versuch dabei, ist diese Kopie der Website beschädigt oder von einer anderen Version.';
const characters = (n: number) => plural(n, 'Zeichen', 'Zeichen');

export const errors: Wide<typeof en> = {
  stopped: 'Angehalten.',
  missing: 'es fehlt',
  notNumbers: 'Das Modell lieferte Werte, die keine endlichen Zahlen sind.',

  raised: (what) => `Der Browser oder die Runtime sagt: „${what}“.`,
  raisedNothing: 'Der Browser oder die Runtime sagt nicht, warum.',

  setTo: (label, value) => `${label} ${typeof value === 'number' ? num(value) : value}`,

  limits: {
    seed: 'Seed',
    maxTokens: 'Tokens',
    steps: 'Schritte',
    guidance: 'Guidance',
    batch: 'Bilder zugleich',
    passes: 'Durchläufe',
    orderNoise: 'Rauschen der Reihenfolge',
    temperature: 'Temperatur',
    topK: 'Top-k',
    topP: 'Top-p',
    minP: 'Min-p',
    repetitionPenalty: 'Wiederholungsstrafe',
    threads: 'Threads',
  },
  changed: {
    notANumber: (label, used) => `${label}: keine Zahl, verwendet wird ${num(used)}.`,
    outside: (label, value, { min, max, whole }, used) =>
      `${label} ${num(value)} liegt nicht zwischen ${num(min)} und ${num(max)}${whole ? ' (ganze Zahlen)' : ''}: Verwendet wird ${num(used)}.`,
    notOneOf: (label, said, known, used) =>
      `${label} ${said} gibt es nicht (möglich: ${known.join(', ')}): Verwendet wird ${typeof used === 'number' ? num(used) : used}.`,
    empty: '(leer)',
  },

  manifest: {
    sha256: 'ein SHA-256 hat 64 Hexadezimalziffern',
    fileName: 'ein einfacher Dateiname',
    folderName: 'ein einfacher Ordnername',
    itself: 'die Datei selbst',
    unreadable: (where, field, issue) =>
      `${where} ist kein Modell-Manifest, das diese Seite lesen kann (${field}: ${issue}).`,
    unreadableHint: damagedSite,
    lacks: (model, role, backend = '') =>
      `Bei ${model} fehlt „${role}“${backend && ` für ${backend}`}.`,
  },
  catalogue: {
    unreadable: (where) => `${where} ist kein Modellverzeichnis, das diese Seite lesen kann.`,
    unreadableHint: damagedSite,
  },

  savedRun: {
    refused: (what) => `Das ist kein gespeicherter Lauf: ${what}.`,
    refusedHint: otherFile,
    cutOff: 'Die Datei ist hier abgeschnitten.',
    date: 'ein Datum, das es gibt',
  },
  trace: {
    noStart: (got = 'nichts') => `ein Trace beginnt mit start, hier mit ${got}`,
    twoStarts: 'ein Trace hat nur einen Anfang',
    firstNumber: (seq) => `ein Trace beginnt mit seq 0, hier mit ${num(seq)}`,
    otherRun: (runId) => `ein Ereignis des Laufs ${runId}`,
    afterEnd: (type) => `${type} nach dem Ende`,
    number: (seq, last) => `seq ${num(seq)} nach ${num(last)}`,
    time: (before, after) => `die Zeit fiel von ${num(before)} auf ${num(after)}`,
    twoInputs: 'ein Trace hat nur eine Eingabe',
  },

  prompt: {
    empty: 'Es gibt noch keine Wörter, mit denen gearbeitet werden kann.',
    emptyHint:
      'Geben Sie ein, wovon Text und Bild handeln sollen, auf Englisch, zum Beispiel: a red apple.',
    tooLong: (length, most) =>
      `Der Prompt hat ${characters(length)}; höchstens ${counted(most)} passen.`,
    tooLongHint: (by) => `Kürzen Sie ihn um ${counted(by)}.`,
    taskTooLong: (length, most) =>
      `Die Aufgabe mit Ihren Wörtern hat ${characters(length)}; höchstens ${counted(most)} passen.`,
    taskTooLongHint: 'Kürzen Sie die Wörter oder in den Einstellungen die Aufgabe.',
  },
  lane: {
    otherModel: (name) =>
      `Diesen Lauf hat ${name} erzeugt, hier ist aber ein anderes Modell geladen: Er lässt sich nicht fortsetzen.`,
    otherModelHint: 'Starten Sie von vorn.',
    otherModelAsked: (name) =>
      `Diesen Lauf hat ${name} erzeugt, geladen ist aber ein anderes Modell.`,
    noModel: 'Es ist kein Modell geladen.',
    noEnd: 'Der Lauf endete ohne Angabe, wie.',
    noAnswer: (seconds) =>
      `Seit ${plural(seconds, 'Sekunde', 'Sekunden')} kam nichts von der Engine.`,
  },
};
