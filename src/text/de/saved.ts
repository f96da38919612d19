/** Runs that are kept, saved as files, linked to, cited and opened; fetched after the first look. */
import type { saved as en } from '../en/saved';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const bytes = (n: number) => plural(n, 'Byte', 'Bytes');

export const saved: Wide<typeof en> = {
  format: {
    start: 'sie beginnt nicht wie einer',
    cutOff: 'sie ist abgeschnitten',
    cutOffHeader: 'sie ist in ihrem Kopf abgeschnitten',
    missing: (n) => `sie ist abgeschnitten (es fehlen ${bytes(n)} an Ergebnissen)`,
    longer: 'sie ist länger, als sie angibt',
    twice: 'sie enthält denselben Lauf zweimal',
    otherBytes: 'ihre Ergebnisse belegen andere Bytes, als sie angibt',
    unknown: (version) => `ihr Format ${num(version)} ist unbekannt`,
    header: 'ihr Kopf ist größer, als ein Lauf ihn braucht',
    headerUnreadable: 'ihr Kopf ist nicht lesbar',
    mechanism: 'ihre Engine gehört zu einem anderen Mechanismus',
    order: 'ihre Ereignisse sind nicht in der richtigen Reihenfolge',
    otherLane: 'ihre Engine gehört zur anderen Spur',
    noLane: (lane) => `sie hat keine Spur „${lane}“`,
    field: (field, issue) => `ihr Feld „${field}“ ist falsch (${issue})`,
    itself: 'Kopf',
    newer: (version, known) =>
      `Dieser Lauf wurde von einer neueren Version der Seite gespeichert (Format ${num(version)}, diese Seite liest ${num(known)}).`,
    newerHint: 'Laden Sie die Seite neu, um die neueste Version zu bekommen.',
  },
  file: {
    none: 'Es gibt keinen Lauf zu speichern.',
    empty: 'Die Datei ist leer.',
    unreadable: 'Die Datei ließ sich nicht lesen.',
    unreadableHint: 'Wählen Sie sie noch einmal aus.',
    damagedFromStart: 'Die Datei ist komprimiert, aber von Anfang an beschädigt.',
    cutOff: (n) =>
      `Die Datei ist abgeschnitten: Am Ende fehlen ${n < 1000 ? bytes(n) : `${Math.ceil(n / 1000)} kB`} an Ergebnissen. Was davor steht, wird gezeigt.`,
    checksum:
      'Die Datei ist beschädigt: Ihre Prüfsumme stimmt nicht. Was gezeigt wird, ist vielleicht nicht, was gespeichert wurde.',
    tooLarge: (megabytes) =>
      `Die Datei gibt an, mehr als ${num(megabytes)} MB zu enthalten: So groß ist kein Lauf.`,
    otherHint: 'Wählen Sie eine andere Datei.',
  },
  open: {
    file: (name) => `${name} geöffnet.`,
    device: 'Einen Lauf von diesem Gerät geöffnet.',
    failed: (name) => `${name} lässt sich nicht öffnen.`,
    failedDevice: 'Der Lauf lässt sich nicht öffnen.',
    noModel: (lane, model) =>
      `${lane}: erzeugt mit ${model}, das diese Seite nicht hat. Der Lauf lässt sich ansehen, aber nicht fortsetzen.`,
  },
  link: {
    otherPlace: (made, here) =>
      `Der Link wurde auf ${made} erzeugt, dieser Lauf auf ${here}: Seine Tokens und Pixel können abweichen.`,
    same: (place) =>
      `Auf ${place} kommen dieselben Tokens und Pixel heraus; auf einem anderen Backend oder Adapter können sie abweichen.`,
    midway:
      'Der Link erzeugt den Lauf von Anfang an; was unterwegs geändert wurde, steht nur in der Datei.',
    seeds: 'Ein Link gibt allen Spuren einen Seed; hier haben sie verschiedene.',
    tooLong:
      'Die Wörter sind zu lang für eine Adresse: Manche Hosts weisen einen solchen Link ab. Speichern Sie den Lauf als Datei.',
  },
  citation: {
    made: { text: 'Text', picture: 'Bild' },
    run: (run) =>
      `${run.made}: ${run.model} (sha256 ${run.hash}), „${run.prompt}“, Seed ${num(run.seed)}, ` +
      `${run.settings}${run.forked ? ', unterwegs geändert' : ''}`,
    on: (work, place) => `${work}, auf ${place}`,
  },
  counted: {
    tokens: (n) => plural(n, 'Token', 'Tokens'),
    steps: (n) => plural(n, 'Schritt', 'Schritte'),
  },
  history: {
    gone: 'Dieser Lauf ist nicht mehr auf diesem Gerät.',
    pinned: (megabytes) =>
      `Angeheftete Läufe lassen innerhalb von ${num(megabytes)} MB keinen Platz. Lösen oder löschen Sie einige.`,
    full: 'Dieses Gerät hat keinen Platz mehr für die Seite.',
    closed:
      'Der Browser hat den Speicher dieser Seite geschlossen. Laden Sie die Seite neu, um ihn wieder zu nutzen.',
    newer: 'Die Läufe auf diesem Gerät hat eine neuere Version der Seite gespeichert.',
    refused: 'Dieser Browser speichert nichts für die Seite, wie in einem privaten Fenster.',
  },
};
