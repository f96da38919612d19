/** The Compare view. */
import type { compare as en } from '../en/compare';
import type { Wide } from '../wide';
import { manyOf, num, plural } from './numbers';

const wrongFigures = (what: string, worst: string, tolerance: string) =>
  `Diese Zahlen sind falsch und messen nichts: Auf diesem Gerät liefert das Modell nicht seine Referenzausgabe (${what}: Abweichung ${worst}, zulässig ${tolerance}).`;

export const compare: Wide<typeof en> = {
  starting: 'Startet',
  start: 'Messung starten',
  stop: 'Anhalten',
  stopping: 'Hält an',
  continue: 'Fortsetzen',
  softwareAdapter: 'Software-Adapter, nicht vergleichbar',
  n: (runs) => `n ${num(runs)}`,

  view: {
    shown: 'Gezeigtes Ergebnis',
    results: 'Ergebnisse',
    empty:
      'Noch keine Zahlen. „Messung starten“ misst die Modelle allein, gemeinsam und abwechselnd: wie lange ein Ergebnis von jedem dauert, wie stark das schwankt und wie sehr sie einander bremsen.',
  },

  plan: {
    label: 'Was gemessen wird',
    share: 'Wie die Spuren teilen',
    onlyOne: 'eine Spur allein hat nichts zu teilen',
    policies: {
      alone: 'eine nach der anderen',
      together: 'alle zugleich',
      turns: 'je ein Durchlauf',
    },
    runs: 'Läufe',
    starts: { cold: 'der erste nach dem Laden', warm: 'jeder spätere Lauf' },
    more: 'Backend, Threads, Messreihen',
    threads: (threads) => plural(threads, 'Thread', 'Threads'),
    sweepsOver: (axes) => `Messreihen über ${axes.join(', ')}`,
    machine: 'Rechner',
    backend: 'Backend',
    backends: { auto: 'Automatisch', webgpu: 'WebGPU', wasm: 'WASM' },
    automatic: 'automatisch',
    wasmThreads: 'WASM-Threads',
    zeroAutomatic: '0 ist automatisch',
    sweeps: 'Messreihen',
    sweepsWhat: 'wie der Aufwand wächst mit',
    kept: 'Was bisher gemessen ist, bleibt.',
    nothing:
      'Es ist nichts zum Messen gewählt: Wählen Sie, wie die Modelle teilen, und kalt oder warm.',
    what: (work) =>
      `${work}, mit festen Prompts und festem Seed. Lassen Sie diesen Tab vorn, während es läuft.`,
    work: (least, most) =>
      least === most
        ? plural(most, 'Lauf', 'Läufe')
        : `${num(least)} bis ${plural(most, 'Lauf', 'Läufe')}`,
    asked: (lane, settings) => `${lane}: ${settings.join(', ')}`,
    setting: (label, value) => `${label} ${value}`,
  },

  lanes: {
    model: 'Modell',
    runtime: 'Runtime',
    remove: 'Entfernen',
    add: 'Spur hinzufügen',
  },

  rounds: {
    label: 'Wie oft',
    fixed: 'eine feste Zahl von Runden',
    until: 'bis die Streuung klein ist',
    rounds: 'Runden',
    spread: 'Streuung',
    ofMedian: '% des Medians',
    atMost: 'höchstens',
  },

  state: {
    done: (done, total, atMost) =>
      `${num(done)} von ${atMost ? 'höchstens ' : ''}${plural(total, 'Lauf', 'Läufen')}`,
    left: (so, time) => `${so}, noch etwa ${time}`,
    waiting:
      'Wartet, bis dieser Tab in den Vordergrund kommt: Was im Hintergrund gemessen wird, wäre falsch.',
    loading: (what, next) => `Lädt: ${what}${next && `, danach ${next}`}.`,
    running: 'Läuft.',
    failed: 'Der Benchmark ist gescheitert.',
    resume: 'Von dort fortsetzen',
  },

  names: {
    example: 'Beispiel',
    own: 'Dieses Gerät',
    file: 'bench',
    cores: (cores) => plural(cores, 'Kern', 'Kerne'),
    memory: (gib, orMore) => `${num(gib)} GiB${orMore ? ' oder mehr' : ''}`,
    day: (epochMs) =>
      new Date(epochMs).toLocaleDateString('de', {
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        timeZone: 'UTC',
      }),
  },

  result: {
    soFar: 'bisher',
    incomplete: 'unvollständig',
    notYours: (machine) =>
      `Nicht Ihres: auf einem anderen Rechner gemessen (${machine}), um zu zeigen, wie ein Ergebnis aussieht. „Messung starten“ misst diesen hier.`,
    machine: (machine) => `${machine}.`,
    each: (asked, seed) => `Jeder Lauf: ${asked}; Seed ${num(seed)}.`,
  },

  notes: {
    wrong: 'Falsch.',
    warning: 'Hinweis.',
    titles: {
      'known-answer': 'Falsch.',
      'software-adapter': 'Nicht vergleichbar.',
      'not-checked': 'Nicht geprüft.',
      'hidden-tab': 'Tab im Hintergrund.',
      'other-tab': 'Nicht allein.',
      battery: 'Akkubetrieb.',
      'coarse-clock': 'Grobe Uhr.',
      throttled: 'Wird langsamer.',
      'not-isolated': 'Nicht isoliert.',
      'other-machine': 'Anders gemessen.',
      stopped: 'Angehalten.',
      failed: 'Gescheitert.',
    },
  },

  runs: {
    title: (one, apart) => `Zeit je ${one}${apart && `, ${apart}`}`,
    label: (title, unit, medians) =>
      `${title}, Median in ${unit === 's' ? 'Sekunden' : 'Millisekunden'}: ${medians.join('; ')}.`,
    median: (row, value) => `${row} ${value}`,
    key: (cold) =>
      `Kürzer ist schneller. Jeder Punkt ist ein Lauf, der Balken ihr Median${cold ? '; offene Punkte sind kalte Läufe, die ersten nach dem Laden' : ''}.`,
    notDrawn: (lane) => `Das ${lane} ist nicht gezeichnet: Seine Zahlen sind falsch.`,
  },

  figures: {
    label: (lane) => `Kennzahlen: ${lane}`,
    wrong: wrongFigures,
    runs: 'Läufe',
    n: 'n',
    nMeaning: 'Zahl der Läufe hinter den Zahlen dieser Zeile.',
    where: 'gerechnet auf',
    key: (runtimes) => `Median, darunter der kleinste und der größte Wert. ${runtimes}.`,
    failed: 'Referenzausgabe verfehlt.',
    right: 'Referenzausgabe stimmt.',
    notChecked: 'Nicht geprüft: keine Referenzausgabe.',
    selfOk: 'Keine Referenzausgabe; Selbstprüfung bestanden.',
    selfFailed: 'Selbstprüfung nicht bestanden.',
    wrongSelf: (what) => `Diese Zahlen sind falsch und messen nichts: ${what}`,
    commit: (id, commit, hash) => `${id}, Commit ${commit}, SHA-256 ${hash}…`,
    file: (name, hash) => `${name}, SHA-256 ${hash}…`,
    software: 'WebGPU wird hier auf der CPU gerechnet, was nichts über einen Grafikprozessor sagt.',
    cold: (policy) => `${policy}, kalt`,
    wasm: (threads) => `WASM, ${plural(threads, 'Thread', 'Threads')}`,
    webgpu: (adapter) => `WebGPU${adapter && ` auf ${adapter}`}`,
  },

  sharing: {
    title: 'Was das Teilen kostet',
    label: 'Kosten des Teilens in Zahlen',
    spread: (range, runs) => `${range && `${range}, `}n ${num(runs)}`,
    which: (one, apart) => `ein ${one}${apart && ` (${apart})`}`,
    finding: (policy, lanes, totalWork) => {
      const parts = lanes.map(({ which, times }, i) => `${i ? '' : 'dauert '}${which} ${times}`);
      const last = parts.pop();
      const list = [parts.join(', '), last].filter(Boolean).join(' und ');
      const gain =
        totalWork &&
        `; in derselben Zeit schaffen sie ${totalWork} der Arbeit, die sie nacheinander schaffen würden`;
      return `${policy === 'together' ? 'Gemeinsam' : 'Abwechselnd'} ${list} so lange wie allein${gain ?? ''}.`;
    },
    lane: (model, apart) => `${model}${apart && `, ${apart}`}`,
    warmRuns: 'warme Läufe',
    slowdown: 'Zeit gegenüber allein',
    slowdownMeaning:
      'Zeit für dieselbe Arbeit, verglichen mit dem Lauf allein, solange alle rechnen.',
    work: 'geleistete Arbeit',
    workOf: 'von der nacheinander',
    workMeaning:
      'Arbeit aller Spuren in der Zeit, die sie teilen, verglichen mit nacheinander. Über 100 % lohnt sich das Teilen.',
    waits: (lane) => `Wartezeit: ${lane}`,
    atMost: 'höchstens',
    waitsMeaning: 'Längste Zeit zwischen zwei Durchläufen der Spur.',
    passes: (passes, lanes) =>
      `${plural(passes, 'Durchlauf', 'Durchläufe')} ${lanes > 2 ? 'der anderen' : 'des anderen'}`,
  },

  data: {
    title: 'Als Tabelle',
    of: (figure) => `Daten der Abbildung: ${figure}`,
    run: 'Lauf',
    median: 'Median',
    min: 'kleinster',
    max: 'größter',
    n: 'n',
    inUnit: (what, unit) => `${what}, ${unit}`,
  },

  sweeps: {
    title: 'Wie der Aufwand mit der Arbeit wächst',
    one: (one) => `Ein ${one}`,
    curve: (title, apart) => `${title}${apart && `, ${apart}`}`,
    over: manyOf,
    threads: 'WASM-Threads',
    tooFew: 'Zu wenige Werte für eine Gerade.',
    shared: (each, unit, fixed) =>
      `${each} Arbeit, die sich ${manyOf(unit)} teilen, ${fixed === null ? 'und kein messbarer Teil' : `und ${fixed}`}, den sie nicht teilen.`,
    each: (each, unit, fixed) =>
      `${each} je zusätzlichem Wert (${unit}), ${fixed === null ? 'und kein messbarer fester Aufwand' : `dazu ${fixed} unabhängig von der Anzahl`}.`,
    fit: (r2) => `R² ${r2}.`,
    label: (title, over, points) => `${title} über ${over}: ${points.join('; ')}.`,
    point: (x, y) => `${x}: ${y}`,
    key: 'Mediane warmer Läufe, jede Spur allein, mit dem kleinsten und dem größten Wert; Geraden nach kleinsten Quadraten.',
  },

  roofline: {
    title: 'Warum es so schnell ist, wie es ist',
    what: 'Das Roofline-Modell: Kein Durchlauf schafft mehr Operationen pro Sekunde, als das Gerät kann oder als die Bytes erlauben, die er bewegt. In wenigen Sekunden mit eigenen Kerneln gemessen.',
    again: 'Noch einmal messen',
    measure: 'Dieses Gerät messen',
    failed: 'Das Gerät ließ sich nicht messen.',
    notMeasured: (backend) => `${backend === 'webgpu' ? 'WebGPU' : 'WASM'} nicht gemessen.`,
    software: 'Software-Adapter, nicht vergleichbar.',
    softwareWhy:
      'WebGPU wird hier auf der CPU gerechnet: Das ist nicht die Grenze eines Grafikprozessors.',
    label: (sentence) =>
      `Roofline: Operationen pro Sekunde über Operationen pro Byte, beide logarithmisch. ${sentence}`,
    y: 'Operationen pro Sekunde',
    x: 'Operationen pro bewegtem Byte',
    key: 'Linien zeigen, was das Gerät kann, Punkte, was ein warmer Durchlauf erreicht hat, gepunktete Linien, was bis zur Grenze fehlt. Operationen und Bytes eines Durchlaufs sind Schätzungen dessen, was die Mathematik verlangt.',
    noPass:
      'Unter den Linien ist nichts gezeichnet: Kein Durchlauf dieser Läufe lässt sich einordnen.',
    noResult: 'Starten Sie den Vergleich, um die Modelle unter den Linien zu sehen.',
    details: 'Was gemessen wurde',
    detailsWhat: 'jede Grenze mit ihrer Streuung',
    noLimits: 'Dieses Ergebnis enthält keine Messung seines Geräts.',
    estimate: (pass, operations, bytes) => `${pass} ${operations} und ${bytes}B`,
    estimates: (passes) =>
      `Operationen und Bytes eines Durchlaufs, aus dem Modell geschätzt: ${passes.join('; ')}.`,
    pass: (pass, apart) => `${pass}${apart && ` (${apart})`}`,
    roof: (precision, where) =>
      `${precision === 'int16' ? '16-Bit-Ganzzahlen' : precision}, ${where}`,
    cores: (cores) => plural(cores, 'Kern', 'Kerne'),
  },

  limits: {
    label: 'Grenzen des Geräts',
    arithmetic: 'Rechnen in',
    operations: 'Operationen',
    memory: 'Speicher',
    perSecond: 'pro Sekunde',
    bytesPerSecond: 'Bytes pro Sekunde',
    dispatch: 'ein Dispatch mehr',
    roundTrip: 'Dispatch und Auslesen',
    spread: (low, high, runs) => `${low} – ${high}, n ${num(runs)}`,
  },

  placements: {
    label: 'Durchläufe gegenüber den Grenzen des Geräts',
    pass: 'ein Durchlauf',
    measured: 'gemessen',
    medianN: 'Median, n',
    intensity: 'Op/Byte',
    reached: 'erreicht',
    perSecond: 'Op/s',
    atLeast: 'mindestens',
    parts: 'wofür er die Zeit braucht',
    partsMeaning:
      'Speicher oder Rechnen, was länger dauert, dann Dispatch, dann der Rest. An ihren Grenzen laufen Speicher und Rechnen gleichzeitig.',
    partsOf: (parts) => parts.join(', '),
    part: (name, percent) => `${name} ${percent}`,
    needs: { compute: 'Rechnen', memory: 'Speicher', dispatch: 'Dispatch' },
    needsMeaning: {
      compute: 'Seine Operationen geteilt durch das, was das Gerät höchstens rechnet.',
      memory: 'Seine Bytes geteilt durch das, was das Gerät höchstens bewegt.',
      dispatch:
        'Seine Kernel, gezählt beim Laden der Engine, mal der Zeit für einen weiteren, und ein Auslesen.',
    },
    kernels: (count) => `${count} Kernel`,
    rest: 'der Rest',
    restMeaning: 'Was die Laufzeit um ihre Kernel herum tut, und Kernel unterhalb ihrer Grenze.',
    bound: 'begrenzt durch',
    boundMeaning:
      'Die Grenze, die am längsten braucht, und ihr Anteil an der gemessenen Zeit; keine, wo mehr als die Hälfte des Durchlaufs der Rest ist.',
    bounds: { memory: 'Speicher', compute: 'Rechnen', dispatch: 'Dispatch', rest: 'keins davon' },
    roof: 'unter der Grenze von',
  },

  together: {
    title: 'Nebeneinander',
    label: 'Ergebnisse nebeneinander',
    runs: 'warme Läufe, Median',
    base: 'die anderen werden damit verglichen',
    ratio: 'und Verhältnis',
    remove: 'entfernen',
    wrong: 'falsch, kein Tempo',
    row: (metric, row) => `${metric}, ${row}`,
    faster: 'Schneller um mehr als die Streuung beider.',
    slower: 'Langsamer um mehr als die Streuung beider.',
    within: 'Nicht mehr als die Streuung beider: Ein Unterschied ist nicht nachgewiesen.',
    key: 'Graue Verhältnisse liegen innerhalb der Streuung der beiden Ergebnisse: Sie weisen keinen Unterschied nach.',
    differences: (name) => `Anders gemessen: ${name}`,
  },

  exchange: {
    title: 'Speichern und vergleichen',
    name: 'Name',
    nameWhy: 'unterscheidet es von anderen mit demselben Browser und Tag',
    save: 'Als JSON speichern',
    copyLink: 'Link kopieren',
    savePicture: 'Als PNG speichern',
    open: 'Ergebnisse anderer öffnen',
    files: 'Dateien mit Ergebnissen',
    link: 'Link zum Ergebnis',
    notOpened: 'Nicht geöffnet.',
    saved: (file) => `${file} gespeichert.`,
    tooLong: 'Dieses Ergebnis passt nicht in einen Link; speichern Sie es als Datei.',
    copied: 'Link kopiert. Er enthält das Ergebnis selbst, ohne einzelne Durchläufe.',
    notCopied: 'Dieser Browser lässt die Seite nicht kopieren. Kopieren Sie es von hier:',
    opened: (results) =>
      results === 1 ? 'Ein Ergebnis geöffnet.' : `${num(results)} Ergebnisse geöffnet.`,
    about:
      'Nichts wird irgendwohin gesendet. Eine Datei enthält jede Messung, die Hashes der Modelle, die Einstellungen und was dieser Browser über den Rechner angibt.',
  },

  picture: {
    title: (result) => `Decode & Denoise: ${result}`,
    noCanvas: 'Dieser Browser stellt kein Canvas-Element zum Zeichnen bereit.',
    tooLarge: 'Dieser Browser konnte kein Bild dieser Größe erzeugen.',
  },
};
