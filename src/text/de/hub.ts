/** What the hub's client, and the worker that keeps models, say when something cannot be had. */
import type { hub as en } from '../en/hub';
import type { Wide } from '../wide';
import { num } from './numbers';

/** "0,34 GB", "1,0 MB". */
function size(bytes: number): string {
  const digits = bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
  return digits.replace('.', ',');
}

export const hub: Wide<typeof en> = {
  stopped: 'Angehalten.',
  address: {
    example:
      'Fügen Sie Eigentümer/Name ein, oder die Adresse eines Modells oder einer seiner Dateien auf huggingface.co.',
    wrong: {
      empty: 'Das Feld ist leer.',
      long: 'Der Text ist zu lang für eine Adresse.',
      spaces: 'Eine Adresse hat keine Leerzeichen.',
      scheme: (scheme) => `${scheme}:// ist keine Webadresse.`,
      invalid: 'Das ist keine gültige Adresse.',
      host: (host) => `${host} ist nicht der Hub; Modelle kommen von huggingface.co.`,
      login: 'Eine Adresse auf dem Hub hat weder Benutzernamen noch Passwort noch Port.',
      characters: 'Die Adresse enthält Zeichen, die sich nicht lesen lassen.',
      space: 'Das ist die Adresse eines Space.',
      dataset: 'Das ist die Adresse eines Datensatzes.',
      noRepository: 'Die Adresse nennt kein Repository.',
      at: 'Eine Adresse hat höchstens ein @.',
      path: 'Das ist ein Pfad, kein Repository.',
      noOwner: (text) => `„${text}“ nennt keinen Eigentümer.`,
      order: 'Die Revision steht direkt hinter dem Namen.',
      revision: (text) => `„${text}“ ist weder Branch noch Tag noch Commit.`,
      file: 'Der Pfad der Datei ist ungültig.',
      pair: (text) => `„${text}“ ist nicht Eigentümer und Name.`,
      name: (text) => `„${text}“ ist kein Name auf dem Hub.`,
    },
  },
  answer: {
    page: (what) => `Etwas zwischen hier und dem Hub hat statt ${what} eine Webseite geliefert.`,
    pageHint:
      'Prüfen Sie, ob dieses Netz eine Anmeldung verlangt, und versuchen Sie es dann erneut.',
    limited: 'Der Hub hat aus diesem Netz zu viele Anfragen bekommen.',
    limitedHint:
      'Er zählt in Abschnitten von fünf Minuten: Warten Sie ein wenig und setzen Sie dann fort.',
    server: (status) => `Der Hub hat selbst ein Problem (HTTP ${num(status)}).`,
    later: 'Versuchen Sie es später.',
    gated: (what) =>
      `${what} ist nicht frei zugänglich: Der Eigentümer verlangt ein Konto und Zustimmung.`,
    gatedHint:
      'Diese Seite hat kein Konto: Laden Sie die Datei auf huggingface.co herunter und legen Sie sie hier ab.',
    missing: (what) => `${what} gibt es nicht, oder es ist privat.`,
    spelling: 'Prüfen Sie die Schreibweise.',
    noSuch: {
      revision: (what) => `${what}: Diese Revision gibt es auf dem Hub nicht.`,
      file: (what) => `${what}: Diese Datei gibt es auf dem Hub nicht.`,
      either: (what) => `${what}: Dieses Repository oder diese Datei gibt es auf dem Hub nicht.`,
    },
    refused: (what, status) => `Der Hub hat ${what} verweigert (HTTP ${num(status)}).`,
    tooLong: 'Die Antwort des Hubs ist zu lang.',
    unreachable: (what) =>
      `${what} ließ sich nicht holen: Es gibt keine Verbindung, oder sie brach ab.`,
    unreachableHint:
      'Prüfen Sie die Verbindung und setzen Sie dann fort: Was angekommen ist, bleibt.',
    cut: (what) => `Die Übertragung von ${what} brach ab.`,
    lookCut: (what) => `Die Verbindung brach ab, während ${what} angesehen wurde.`,
    offline: 'Dieses Gerät ist offline.',
    off: (repo) => `${repo} wurde vom Hub abgeschaltet.`,
    unreadable: (repo, what) =>
      `Die Antwort des Hubs zu ${repo} lässt sich nicht lesen (auf Englisch: ${what}).`,
  },
  github: {
    limited:
      'GitHub hat aus diesem Netz zu viele Anfragen bekommen: Dort liegt das Programm für dieses Modell.',
    limitedHint: 'Gezählt wird pro Stunde: Versuchen Sie es später.',
    unreadable: (what) => `Die Antwort zu ${what} lässt sich nicht lesen.`,
  },
  file: {
    damaged: (what) =>
      `${what} kam mit anderen Bytes an, als der Hub sie veröffentlicht; sie wurden verworfen.`,
    again: 'Starten Sie den Download noch einmal.',
    longer: (what, bytes) => `${what} ist länger als die ${num(bytes)} Bytes, die der Hub nannte.`,
    shorter: (what, bytes) => `${what} ist kürzer als die ${num(bytes)} Bytes, die der Hub nannte.`,
    other: (what, has, bytes) =>
      `${what} hat ${has} Bytes und nicht die ${num(bytes)}, die der Hub nannte.`,
    changedHint:
      'Sehen Sie das Modell noch einmal an; was von dieser Datei angekommen war, wurde verworfen.',
    meanwhile: (what) => `${what} hat sich auf dem Hub inzwischen geändert.`,
    copied: (name) => `${name} wurde beim Kopieren geändert, verschoben oder gelöscht.`,
    chooseAgain: 'Wählen Sie die Datei noch einmal.',
    unreadable: (name) =>
      `${name} lässt sich nicht lesen: Die Datei wurde geändert, verschoben oder gelöscht.`,
  },
  store: {
    full: 'Für diese Website ist auf diesem Gerät kein Platz mehr.',
    fullHint:
      'Entfernen Sie ein Modell oder schaffen Sie Platz auf dem Datenträger und setzen Sie dann fort: Was angekommen ist, bleibt.',
    noRoom: (bytes, free) =>
      `Das braucht ${size(bytes)}; auf diesem Gerät darf diese Website noch ${size(free)} speichern.`,
    noRoomHint:
      'Entfernen Sie ein Modell oder schaffen Sie Platz auf dem Datenträger. Ein privates Fenster hat weniger Platz.',
    cleared: 'Die gespeicherten Daten dieser Website wurden inzwischen gelöscht.',
    without: (repo, path) => `${repo} wurde ohne ${path} gespeichert.`,
    notHere: (repo, path) => `${path} von ${repo} ist nicht oder nicht ganz auf diesem Gerät.`,
    notHereHint:
      'Laden Sie das Modell noch einmal herunter; was noch da ist, wird nicht noch einmal geholt.',
    busy: (path) => `${path} wird gerade geholt, hier oder in einem anderen Tab.`,
    busyHint: 'Unterbrechen Sie zuerst diesen Download.',
    gone: 'Dieses Modell ist nicht mehr auf diesem Gerät.',
    goneNamed: (name) => `${name} ist nicht mehr auf diesem Gerät.`,
    absent: (name) => `${name} ist nicht auf diesem Gerät.`,
    absentHint: 'In der Ansicht Modelle lässt es sich holen.',
  },
  worker: {
    broke: (message) => `Das Programm, das die Modelle verwaltet, ist gescheitert: ${message}`,
    tryAgain: 'Versuchen Sie es erneut.',
    notFetched: 'Das Programm, das die Modelle verwaltet, ließ sich nicht laden.',
    notFetchedHint: 'Prüfen Sie die Verbindung und versuchen Sie es erneut.',
    noModel: (address) => `${address} hat kein Modell für diese Seite.`,
  },
  config: {
    unreadable: (name) => `${name} dieses Modells lässt sich nicht lesen.`,
    modalities:
      'Dieses Modell läuft hier nicht: Es nimmt auch Bilder oder Ton und besteht aus mehreren Graphen.',
    encoder: 'Dieses Modell läuft hier nicht: Es besteht aus Encoder und Decoder.',
    otherClass: (name) =>
      `Dieses Modell läuft hier nicht: Es ist ein ${name} und schreibt keinen Text Token für Token.`,
  },
};
