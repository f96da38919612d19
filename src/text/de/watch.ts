/** The Watch view outside of what each mechanism shows: frame, clock, prompt, notices, forks. */
import type { watch as en } from '../en/watch';
import type { Wide } from '../wide';
import { manyOf, num, plural } from './numbers';

export const watch: Wide<typeof en> = {
  axis: {
    legend: 'Wie die Spuren nebeneinander stehen',
    clock: 'eine Uhr',
    clockMeans: 'Alle Spuren im selben Moment.',
    own: 'eigener Fortschritt',
    ownMeans: 'Alle Spuren beim selben Anteil ihrer Läufe.',
  },
  notFetched: {
    share:
      '„Behalten und teilen“ ließ sich nicht laden. Laden Sie die Seite neu, um es noch einmal zu versuchen.',
    part: 'Dieser Teil ließ sich nicht laden. Prüfen Sie die Verbindung, und klappen Sie ihn zu und wieder auf.',
  },
  frame: {
    recording: 'Aufzeichnung',
    model: (name, runtime) => `${name}, ${runtime}`,
  },
  glance: {
    label: 'Alle Spuren im Kleinen',
    to: (model) => `Zu: ${model}`,
    failed: (lane) => `${lane}:`,
  },
  metrics: {
    wrongSelf: (what) => `Diese Kennzahlen sind falsch und messen nichts: ${what}`,
    of: (model) => `Kennzahlen: ${model}`,
    wrong: (what, worst, tolerance) =>
      `Diese Kennzahlen sind falsch und messen nichts: Auf diesem Gerät liefert das Modell nicht seine Referenzausgabe (${what}: Abweichung ${worst}, zulässig ${tolerance}).`,
    meanings: 'Was das bedeutet',
  },
  pause: {
    pause: 'Pause',
    resume: 'Weiter',
    means: 'Die Modelle warten zwischen zwei Vorwärtsdurchläufen; die Uhr steht still.',
    onePass: 'Ein Durchlauf',
    onePassMeans: 'Jedes Modell rechnet einen Vorwärtsdurchlauf.',
  },
  play: {
    speed: 'Abspieltempo',
    speedMeans: 'Anteil des echten Tempos',
    play: 'Abspielen',
    pause: 'Wiedergabe anhalten',
  },
  provenance: {
    wasm: (threads) => `WASM, ${plural(threads, 'Thread', 'Threads')}`,
    webgpu: (adapter) => (adapter ? `WebGPU auf ${adapter}` : 'WebGPU'),
    software: 'Software-Adapter, nicht vergleichbar',
    softwareMeans:
      'WebGPU auf der CPU gerechnet: Die Ergebnisse stimmen, das Tempo ist das keiner GPU.',
    warm: 'warm',
    warmMeans: 'Nicht der erste Lauf, seit das Modell geladen wurde.',
    cold: 'kalt (erster Lauf)',
    coldMeans: 'Der erste Lauf, seit das Modell geladen wurde.',
    single: 'n = 1 Lauf',
    singleMeans: 'Ein einzelner Lauf: Eine Streuung ist nicht bekannt.',
    answer: (what, worst, tolerance) => `${what}: Abweichung ${worst}, zulässig ${tolerance}`,
    answerOk: 'Referenzausgabe stimmt',
    answerFailed: 'Referenzausgabe verfehlt',
    selfOk: 'keine Referenzausgabe; Selbstprüfung bestanden',
    selfFailed: 'Selbstprüfung nicht bestanden',
    noAnswer: 'nicht geprüft: keine Referenzausgabe',
    noAnswerMeans:
      'Zu diesem Modell gibt es keine gespeicherte Ausgabe zum Vergleich: Niemand hat geprüft, ob dieses Gerät es richtig rechnet.',
  },
  clock: {
    title: 'Eine Uhr',
    label: 'Eine Uhr für alle Spuren',
    ownTitle: 'Eigener Fortschritt',
    ownLabel: 'Alle Spuren, jede nach ihrem eigenen Fortschritt',
    playhead: 'Abspielposition',
    back: 'Einen Durchlauf zurück',
    forward: 'Einen Durchlauf vor',
    live: 'Live',
    end: 'Ende',
    atLive: 'live',
    atEnd: 'Ende des Laufs',
    noRun: 'noch kein Lauf',
    seconds: (s) => `${s} Sekunden`,
    shareOfEach: (share) => `${share} jedes Laufs`,
    ofLane: (lane, so) => `${lane}: ${so}`,
    legend: 'jeder Balken ist ein Vorwärtsdurchlauf:',
    passes: (label, size, unit) => `${label}, ${plural(size, unit, manyOf(unit))}`,
  },
  settled: {
    title: 'Steht schon fest',
    means: (each) =>
      `Der Anteil jedes Ergebnisses, der sich nicht mehr ändert${each ? `: ${each}` : ''}.`,
    growing: 'Vorläufig, solange der Lauf andauert: Was zuletzt kommt, ist noch nicht bekannt.',
    cut: (outputs, one) =>
      `Nicht zu Ende gebracht: ${outputs.join(' und ')}. ${outputs.length > 1 ? 'Die Anteile beziehen' : 'Der Anteil bezieht'} sich auf den Stand beim letzten ${one}.`,
    unknown: 'nicht bekannt',
    label: (seconds, now) => `Steht fest nach ${seconds} Sekunden: ${now}`,
    noRun: 'noch kein Lauf',
  },
  fork: {
    from: (one, number) => `Ab ${one} ${num(number)} fortsetzen`,
    fromMeans: 'Behält alles davor und erzeugt den Rest neu.',
    note: (more) => `Mit dem jetzigen Prompt, Seed und den jetzigen Einstellungen. ${more}`,
  },
  many: 'Viele zugleich',
  settings: 'Einstellungen',
  prompt: {
    label: 'Prompt (auf Englisch)',
    example: 'a red apple',
    count: (length, most) => `${length} von ${most} Zeichen`,
    seed: 'Seed',
    newSeed: 'Neu',
    newSeedMeans: 'Ein anderer Seed',
    run: 'Starten',
    runAgain: 'Erneut starten',
    stop: 'Anhalten',
    stopping: 'Hält an',
  },
  lane: {
    starting: 'Startet',
    waiting: 'Bereit, wartet, bis es an der Reihe ist.',
    silent: (seconds) =>
      `Seit mehr als ${plural(seconds, 'Sekunde', 'Sekunden')} kam nichts von der Engine.`,
    silentMeans:
      'Vielleicht ist sie hier nur langsam; dann geht es von selbst weiter. Hängt sie, warten Sie nicht länger: Was erzeugt wurde, bleibt, und Sie können neu starten.',
    giveUp: 'Nicht länger warten',
    wrong: 'Dieses Gerät rechnet das Modell falsch.',
    wrongMeans: (what, worst, tolerance) =>
      `Gegenüber seiner Referenzausgabe (${what}) weicht es um ${worst} ab, wo höchstens ${num(tolerance)} richtig ist. Was es schreibt oder malt, und sein Tempo, bedeuten nichts.`,
  },
  notices: {
    absent: (model) =>
      `Dieser Link verlangt ${model}, das nicht auf diesem Gerät ist: Seine Spur entfällt.`,
    pending: (model) => `${model} wird auf diesem Gerät gesucht.`,
    getIt: 'Holen',
    recording: 'Aufzeichnung.',
    recorded: (words, engines, browser) =>
      `Sie sehen die Aufzeichnung eines echten Laufs, „${words}“, erzeugt auf ${engines} in ${browser}.`,
    replace: (megabytes) =>
      `Mit „Starten“ ersetzen Sie sie durch einen eigenen; beim ersten Mal werden die Modelle und was sie ausführt (etwa ${num(megabytes)} MB) in diesen Browser geladen.`,
    notKept: 'Die Modelle werden nicht aufgehoben.',
    notKeptMeans:
      'Dieser Browser hat keinen Platz für sie oder hebt für diese Seite nichts auf: Sie werden bei jedem Besuch neu geladen.',
    software: 'Software-Adapter.',
    softwareMeans:
      'WebGPU wird hier auf dem Prozessor gerechnet: Die Ergebnisse stimmen, aber das Tempo sagt nichts über einen Grafikprozessor.',
    hidden: 'Zeiten nicht vergleichbar.',
    hiddenMeans: 'Dieser Tab war während des Laufs im Hintergrund, wo der Browser ihn bremst.',
  },
  failures: {
    onProcessor: 'Auf dem Prozessor starten',
    again: 'Erneut versuchen',
    webgpu: {
      title: 'WebGPU lässt sich hier nicht nutzen.',
      advice: 'Die Modelle laufen auch auf dem Prozessor, nur langsamer.',
      again: 'WebGPU erneut versuchen',
    },
    lost: {
      title: 'Der Grafikprozessor wurde der Seite entzogen.',
      advice:
        'Sein Treiber wurde neu gestartet, der Rechner hat geschlafen, oder ein anderes Programm brauchte ihn. Was bis dahin erzeugt wurde, bleibt.',
      again: 'Laden und erneut starten',
    },
    memory: {
      title: 'Der Speicher reicht nicht.',
      advice:
        'Schließen Sie andere Tabs oder Programme, oder verringern Sie in den Einstellungen die Zahl der Threads. Was bis dahin erzeugt wurde, bleibt.',
    },
    quota: {
      title: 'Auf diesem Gerät ist kein Platz mehr, um das Modell aufzuheben.',
      advice:
        'Schaffen Sie Platz für diese Website, oder fahren Sie fort und laden Sie das Modell beim nächsten Mal noch einmal.',
    },
    fetch: { title: 'Das Modell ist nicht angekommen.' },
    offline: {
      title: 'Sie sind offline.',
      advice:
        'Was dafür nötig ist, liegt noch nicht auf diesem Gerät. Es wird einmal geladen und dann aufgehoben.',
    },
    integrity: {
      title: 'Die Modelldatei ist beschädigt.',
      advice:
        'Sie hat nicht die Prüfsumme, mit der sie veröffentlicht wurde, und wurde deshalb nicht verwendet.',
      again: 'Noch einmal laden',
    },
    unsupported: { title: 'Dieses Modell lässt sich nicht lesen.' },
    input: { title: 'Das lässt sich nicht ausführen.', edit: 'Prompt ändern' },
    aborted: { title: 'Angehalten.', again: 'Erneut starten' },
    silent: {
      title: 'Die Engine antwortet nicht mehr.',
      advice: 'Was bis dahin erzeugt wurde, bleibt.',
      again: 'Neu starten',
    },
    notFinite: {
      title: 'Das Modell rechnet hier nicht richtig.',
      advice:
        'Was aus solchen Werten folgt, bedeutet nichts, deshalb endete der Lauf. Was davor kam, bleibt.',
      again: 'Laden und erneut starten',
    },
    internal: {
      title: 'Die Engine hat unerwartet aufgehört.',
      advice: 'Was bis dahin erzeugt wurde, bleibt.',
      again: 'Neu starten',
    },
  },
};
