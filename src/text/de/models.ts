/** The Models view: what is on this device, what can be had, what it takes. */
import type { models as en } from '../en/models';
import type { Wide } from '../wide';
import { plural } from './numbers';

const fixed = (n: number, digits: number) => n.toFixed(digits).replace('.', ',');
/** "17 MB", "1,24 GB": powers of ten, as disks are sold and the hub counts. */
const size = (n: number): string => {
  if (n < 1e6) return `${Math.max(1, Math.round(n / 1e3))} kB`;
  if (n < 1e9) return `${n < 1e8 ? fixed(n / 1e6, 1) : Math.round(n / 1e6)} MB`;
  return `${fixed(n / 1e9, 2)} GB`;
};
/** "135 Mio.", "1,24 Mrd.": the short scale of the names would mislead in German. */
const parameters = (n: number): string =>
  n < 1e9 ? `${Math.max(1, Math.round(n / 1e6))} Mio.` : `${fixed(n / 1e9, 2)} Mrd.`;
const seconds = (n: number): string => {
  if (n < 60) return `${Math.max(1, Math.round(n))} s`;
  if (n < 3600) return `${Math.round(n / 60)} min`;
  return `${Math.floor(n / 3600)} h ${Math.round((n % 3600) / 60)} min`;
};

export const models: Wide<typeof en> = {
  size,
  here: {
    title: 'Auf diesem Gerät',
    site: 'gehört zu dieser Seite',
    arrived: (name) => `${name} ist jetzt auf diesem Gerät.`,
  },
  facts: {
    makes: { text: 'schreibt Text', picture: 'malt Bilder' },
    parameters: (n) => `${parameters(n)} Parameter`,
    licence: (name) => (name ? `Lizenz: ${name}` : 'keine Lizenz angegeben'),
    context: (tokens) => `bis zu ${plural(tokens, 'Token', 'Tokens')}`,
    commit: (short) => `Commit ${short}`,
    sha256: (short) => `SHA-256 ${short}…`,
    file: 'eine Datei von Ihnen',
    checked: 'Hash geprüft',
    tab: 'nur in diesem Tab',
  },
  layouts: {
    gguf: 'GGUF',
    'onnx-causal-lm': 'ONNX',
    'latent-diffusion': 'ONNX, mehrere Graphen',
    webllm: 'WebLLM',
  },
  needs: {
    memory: (bytes) => `braucht etwa ${size(bytes)} Speicher`,
    runs: 'sollte auf dieser GPU laufen',
    tight: {
      memory:
        'mehr als die Hälfte des Speichers, den der Browser angibt: Schließen Sie vorher andere Tabs',
      more: 'mehr als der Speicher, den der Browser angibt: kann scheitern',
      tab: 'mehr, als ein Tab auf diesem Gerät belegen darf: Der Browser wird ihn wahrscheinlich beenden',
    },
    cpu: {
      'no-gpu': 'hier gibt es kein WebGPU: läuft auf der CPU, langsam',
      buffer: 'eine Matrix ist größer, als diese GPU erlaubt: läuft auf der CPU, langsam',
      f16: 'diese GPU hat keine halbe Genauigkeit: läuft auf der CPU, langsam; eine Version ohne f16 ist schneller',
    },
    no: {
      'no-gpu': 'braucht WebGPU, das dieser Browser nicht anbietet',
      buffer: 'eine Matrix ist größer, als diese GPU erlaubt',
      f16: 'braucht halbe Genauigkeit, die diese GPU nicht hat',
    },
  },
  actions: {
    watch: 'Beobachten',
    addLane: 'Als Spur hinzufügen',
    download: (bytes) => `${size(bytes)} herunterladen`,
    pause: 'Unterbrechen',
    resume: 'Fortsetzen',
    cancel: 'Abbrechen',
    again: 'Erneut versuchen',
    downloadAgain: 'Noch einmal herunterladen',
    remove: 'Entfernen',
    removeModel: (name) => `${name} entfernen`,
    pauseModel: (name) => `Download von ${name} unterbrechen`,
    resumeModel: (name) => `Download von ${name} fortsetzen`,
    cancelModel: (name) => `Download von ${name} abbrechen`,
    watchModel: (name) => `${name} beobachten`,
    laneModel: (name) => `${name} als Spur hinzufügen`,
    keep: 'Auf diesem Gerät aufheben',
    keepModel: (name) => `${name} auf diesem Gerät aufheben`,
    dismiss: 'Schließen',
  },
  confirm: {
    remove: (name, bytes) =>
      `${name} von diesem Gerät entfernen? Um es wieder zu haben, müssen ${size(bytes)} noch einmal heruntergeladen werden.`,
    removeFile: (name) =>
      `Die Kopie von ${name} von diesem Gerät entfernen? Ihre eigene Datei bleibt, wo sie ist.`,
    cancel: (name, have) =>
      `Den Download von ${name} abbrechen? Die ${size(have)}, die angekommen sind, werden entfernt.`,
    yes: { remove: 'Entfernen', cancel: 'Abbrechen' },
    no: 'Behalten',
  },
  progress: {
    waiting: 'Ein anderer Tab lädt diese Datei gerade',
    reading: 'Liest, was vorher angekommen ist',
    fetching: 'Lädt herunter',
    copying: 'Kopiert',
    hashing: 'Liest die Datei',
    begins: 'Beginnt',
    amount: (loaded, total) => `${size(loaded)} von ${size(total)}`,
    rate: (bytes) => `${size(bytes)}/s`,
    left: (s) => `noch ${seconds(s)}`,
    stalled: 'es kommt nichts an',
    pausing: 'Hält an',
    paused: (have, bytes) =>
      `Unterbrochen bei ${size(have)} von ${size(bytes)}. Was angekommen ist, bleibt.`,
    elsewhere: (have, bytes) =>
      `Ein anderer Tab lädt das gerade herunter: ${size(have)} von ${size(bytes)}.`,
    evicted: (missing) =>
      `Der Browser hat ${size(missing)} davon entfernt, wie er es bei vollem Datenträger darf.`,
    wait: {
      'rate-limited': (s) =>
        `Der Hub hat zu viele Anfragen aus diesem Netz bekommen. Nächster Versuch in ${seconds(s)}.`,
      other: (s) => `Die Verbindung brach ab. Nächster Versuch in ${seconds(s)}.`,
      server: (s) => `Der Hub hat selbst ein Problem. Nächster Versuch in ${seconds(s)}.`,
    },
  },
  storage: {
    title: 'Speicherplatz',
    used: (bytes) =>
      bytes
        ? `Heruntergeladene Modelle belegen ${size(bytes)}.`
        : 'Noch keine heruntergeladenen Modelle.',
    free: (bytes) => `Diese Website darf noch ${size(bytes)} speichern.`,
    kept: 'Der Browser hat zugesagt, sie zu behalten.',
    notKept: 'Der Browser darf sie entfernen, wenn der Datenträger voll ist.',
    ask: 'Bitten, sie zu behalten',
    refused:
      'Er hat nicht zugesagt. Eher sagt er zu, wenn eine Website oft besucht wird oder unter den Lesezeichen ist.',
    memory:
      'Dieser Browser lässt die Seite hier nichts speichern (ein privates Fenster oder eine Seite ohne https): Ein Download bleibt im Arbeitsspeicher und verschwindet mit diesem Tab.',
  },
  device: {
    title: 'Dieses Gerät',
    gpu: (name) => `GPU: ${name || 'WebGPU, ohne Namen'}`,
    software: 'eine GPU, die der Prozessor nachbildet',
    none: 'Kein WebGPU: Modelle laufen auf der CPU',
    buffer: (bytes) => `größter Puffer ${size(bytes)}`,
    f16: 'halbe Genauigkeit',
    noF16: 'keine halbe Genauigkeit',
    memory: (bytes) => `mindestens ${Math.round(bytes / 2 ** 30)} GB Arbeitsspeicher`,
    memoryUnknown: 'der Browser sagt nicht, wie viel Arbeitsspeicher es gibt',
  },
  get: {
    title: 'Ein Modell holen',
    label: 'Repository, oder Adresse eines Modells oder einer Datei auf dem Hub',
    example: 'owner/name',
    look: 'Ansehen',
    looking: (what) => `Fragt den Hub nach ${what}`,
    stop: 'Anhalten',
    hosts: (hosts) =>
      `„Ansehen“ ist der erste Moment, in dem sich diese Seite mit jemand anderem als ihrer eigenen Website verbindet: mit ${hosts}. Dort sieht man Ihre Adresse und nach welchem Modell Sie fragen; kein Cookie, kein Konto und nichts von dem, was Sie einem Modell schreiben.`,
    drop: 'Datei loslassen, um ihr Modell anzusehen',
    file: 'oder eine .gguf-Datei auf diese Seite ziehen, oder',
    choose: 'eine Datei wählen',
    fileStays: 'Sie wird hier gelesen; nichts wird hochgeladen.',
    readingFile: (name) => `Liest ${name}`,
    notUsable: (name) => `${name} lässt sich nicht verwenden`,
    close: 'Schließen',
  },
  looked: {
    version: 'Version',
    choice: (variant, bytes) => `${variant || 'das Modell'}, ${size(bytes)}`,
    reading: 'Liest, was für ein Modell es ist',
    refused: 'Lässt sich hier nicht ausführen',
    here: 'Es ist schon auf diesem Gerät.',
    others: (n) =>
      `${plural(n, 'weitere Datei lässt', 'weitere Dateien lassen')} sich hier nicht ausführen`,
    why: {
      blocks: 'in Blöcken gespeichert, die diese Seite nicht lesen kann',
      split: 'ein Teil von mehreren; gelesen werden nur ganze Dateien',
      projector: 'für Bilder, die einem Sprachmodell gezeigt werden',
      parts: 'braucht mehrere Graphen zugleich',
      'no-tokenizer': 'kommt ohne config.json oder tokenizer.json',
      'no-library': 'für WebLLM übersetzt, aber ein Programm dafür ist nicht veröffentlicht',
    },
    noLicence:
      'Der Eigentümer nennt keine Lizenz: Fragen Sie nach, bevor Sie es für mehr als einen Blick verwenden.',
    licence: (name) => `Lizenz: ${name}.`,
    terms: 'Zu den Bedingungen auf seiner Seite',
    borrowed: {
      'preview-decoder': 'Dazu kommt ein winziger Decoder (TAESD), der jeden Schritt zeigt:',
      library: 'Dazu kommt das Programm, das es in WebLLM ausführt:',
    },
    noPreview:
      'Der winzige Decoder, der jeden Schritt zeigt (TAESD), ist jetzt nicht zu haben: Die Schritte zeigt stattdessen eine lineare Farbzuordnung.',
    none: {
      gated: {
        title: 'Der Eigentümer verlangt vorher ein Konto und eine Zustimmung.',
        way: 'Diese Seite hat kein Konto. Laden Sie auf huggingface.co eine .gguf-Datei davon herunter, und legen Sie sie hier ab.',
      },
      private: {
        title: 'Dieses Repository ist privat.',
        way: 'Laden Sie dort, wo Sie Zugang haben, eine .gguf-Datei davon herunter, und legen Sie sie hier ab.',
      },
      empty: {
        title: 'In diesem Repository ist kein Modell.',
        way: 'Suchen Sie eines mit .gguf-Dateien oder einem Ordner „onnx“.',
      },
      'other-format': {
        title: 'Sein Modell hat ein Format, das Browser nicht direkt ausführen können.',
        way: 'Suchen Sie dasselbe Modell als GGUF oder von onnx-community: Oft haben andere es schon umgewandelt.',
      },
      'nothing-runs': {
        title: 'Keine seiner Dateien lässt sich hier ausführen.',
        way: 'Suchen Sie eine andere Umwandlung desselben Modells.',
      },
    },
  },
  curated: {
    title: 'Einige für den Anfang',
    about:
      'Die kleinsten jeder Art zuerst. Größen und Lizenzen sind die, die ihre Seiten nannten; der Hub wird noch einmal gefragt, wenn Sie eines ansehen.',
    about2:
      'Keines davon haben die Autoren dieser Seite bisher von hier aus heruntergeladen und ausgeführt.',
    approximately: (bytes) => `etwa ${size(bytes)}`,
    sizeUnknown: 'Größe noch nicht bekannt',
    unverified: {
      address: 'Adresse nicht überprüft',
      size: 'Größe nicht überprüft',
      licence: 'Lizenz nicht überprüft',
    },
    lookAt: (name) => `${name} ansehen`,
  },
  absent: {
    title: 'Dieser Link verlangt ein Modell, das nicht auf diesem Gerät ist.',
    hub: (id, commit) => `${id}, Commit ${commit}. „Ansehen“ fragt huggingface.co danach.`,
    file: (name, hash) =>
      `${name} (SHA-256 ${hash}…), eine Datei der Person, die den Link erzeugt hat. Legen Sie dieselbe Datei hier ab.`,
    look: 'Ansehen',
  },
  errors: {
    missing: {
      title: 'Der Hub hat kein solches Modell.',
      way: 'Prüfen Sie die Schreibweise; es kann auch privat oder entfernt sein.',
    },
    gated: {
      title: 'Der Eigentümer verlangt vorher ein Konto und eine Zustimmung.',
      way: 'Diese Seite hat kein Konto. Laden Sie auf huggingface.co eine .gguf-Datei davon herunter, und legen Sie sie hier ab.',
    },
    unreachable: {
      title: 'Der Hub ist nicht erreichbar.',
      way: 'Prüfen Sie die Verbindung, und versuchen Sie es erneut: Was angekommen ist, bleibt.',
    },
    'rate-limited': {
      title: 'Der Hub hat zu viele Anfragen aus diesem Netz bekommen.',
      way: 'Er zählt in Abschnitten von fünf Minuten: Warten Sie ein wenig, und versuchen Sie es erneut.',
    },
    server: {
      title: 'Der Hub hat mit einem Fehler geantwortet.',
      way: 'Versuchen Sie es später noch einmal.',
    },
    damaged: {
      title: 'Was ankam, ist nicht, was veröffentlicht wurde.',
      way: 'Es wurde verworfen. Versuchen Sie es erneut; bleibt es dabei, verändert etwas unterwegs die Dateien.',
    },
    changed: {
      title: 'Die Datei auf dem Hub hat sich seit Beginn des Downloads geändert.',
      way: 'Sehen Sie das Modell noch einmal an.',
    },
    unreadable: {
      title: 'Die Antwort des Hubs lässt sich nicht lesen.',
      way: 'Versuchen Sie es später noch einmal.',
    },
    'no-room': {
      title: 'Auf diesem Gerät ist nicht genug Platz.',
      way: 'Entfernen Sie ein Modell, oder schaffen Sie Platz, und setzen Sie dann fort: Was angekommen ist, bleibt.',
    },
    evicted: {
      title: 'Es ist nicht mehr auf diesem Gerät, oder nicht mehr ganz.',
      way: 'Laden Sie es noch einmal herunter; was noch hier ist, wird nicht zweimal geladen.',
    },
    busy: {
      title: 'Ein anderer Tab ist gerade damit beschäftigt.',
      way: 'Unterbrechen Sie den Download zuerst dort.',
    },
    stopped: { title: 'Angehalten.', way: 'Beginnen Sie noch einmal, um fortzufahren.' },
    offline: 'Dieses Gerät ist offline. Was schon darauf ist, lässt sich verwenden.',
  },
};
