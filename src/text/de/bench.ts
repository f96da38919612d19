/** A benchmark: plans that cannot be done, files that are no results, notes, and findings. */
import type { bench as en } from '../en/bench';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const characters = (n: number) => plural(n, 'Zeichen', 'Zeichen');
const runs = (n: number) => plural(n, 'Lauf', 'Läufen');

export const bench: Wide<typeof en> = {
  starts: { cold: 'kalt', warm: 'warm' },

  lanes: {
    twin: (id) => `Spur ${id}`,
    title: (lane, apart) => `${lane}: ${apart}`,
    name: (model, apart) => `${model} (${apart})`,
    unnamed: 'Modell',
  },

  plan: {
    rounds: 'Runden',
    spread: 'Streuung',
    threads: 'Threads',
    sweepThreads: 'Threads',
    noPrompt: 'Es gibt keinen Prompt, mit dem gemessen werden kann.',
    promptLength: (length, most) =>
      `Ein Prompt mit ${characters(length)} geht nicht: Er braucht etwas Text, und höchstens ${characters(most)}.`,
    nothing: 'Es ist nichts zum Messen gewählt: Wählen Sie eine Aufteilung, und kalt oder warm.',
    tooMany: (prompts, sweeps) =>
      `Höchstens ${plural(prompts, 'Prompt', 'Prompts')} und ${plural(sweeps, 'Messreihe', 'Messreihen')}.`,
    tooMuch: (samples, most) =>
      `Das wären ${plural(samples, 'Messung', 'Messungen')}; höchstens ${num(most)} passen in ein Ergebnis. Wählen Sie weniger Runden.`,
    laneCount: (most, lanes) => `Ein Benchmark hat 1 bis ${num(most)} Spuren, nicht ${num(lanes)}.`,
    sameId: 'Zwei Spuren haben dieselbe Kennung.',
    noSetting: (model, key) => `Das ${model} hat keine Einstellung „${key}“.`,
    choice: (label, value, choices) =>
      `${label} ${typeof value === 'number' ? num(value) : value}: Wählen Sie eines von ${choices.join(', ')}.`,
    tooLong: (label, most) => `${label}: höchstens ${characters(most)}.`,
    noAxis: (axis) => `Für keine Spur gibt es eine Messreihe über ${axis}.`,
    manyValues: (axis, most) =>
      `Die Messreihe über ${axis} hat mehr als ${plural(most, 'Wert', 'Werte')}.`,
    noValues: (axis) => `Die Messreihe über ${axis} hat keine Werte.`,
    range: (label, value, min, max, whole) =>
      `${label} ${num(value)}: Wählen Sie eine ${whole ? 'ganze ' : ''}Zahl von ${num(min)} bis ${num(max)}.`,
    hint: 'Ändern Sie die Einstellungen des Benchmarks.',
  },

  file: {
    refused: (reason) => `Das ist kein Ergebnis eines Benchmarks: ${reason}.`,
    refusedHint: 'Wählen Sie eine andere Datei oder einen anderen Link.',
    newer: (format, known) =>
      `Dieses Ergebnis wurde von einer neueren Version der Seite gespeichert (Format ${num(format)}; diese Seite liest bis ${num(known)}).`,
    unknownLane: (name) =>
      `Dieses Ergebnis hat eine Spur mit „${name}“, das diese Version der Seite nicht kennt.`,
    reload: 'Laden Sie die Seite neu, um die neueste Version zu bekommen.',
    tooLarge: (megabytes) => `es ist größer als ${num(megabytes)} MB, und das ist kein Ergebnis`,
    tooMany: 'es enthält mehr Teile, als ein Ergebnis haben kann',
    notJson: 'es ist nicht als JSON lesbar oder abgeschnitten',
    unmarked: 'es gibt sich nicht als eines aus',
    unknownVersion: (version) =>
      `seine Formatversion ist unbekannt (${version === null ? 'keine' : num(version)})`,
    engineLane: (lane) =>
      `eine Engine gehört zu Spur ${lane}, die nicht in seinem Plan steht oder dort anders erzeugt`,
    sampleEngine: (engine, lane) =>
      `eine Messung der Spur ${lane} nennt Engine ${num(engine)}, die nicht zu dieser Spur gehört`,
    unknownLaneId: (lane) => `es nennt Spur ${lane}, die nicht in seinem Plan steht`,
    content: 'Inhalt',
    wrong: (where, why) => `sein Feld „${where}“ ist falsch (${why})`,
    sameId: 'zwei seiner Spuren haben dieselbe Kennung',
    wrongSetting: (key, lane) => `der Wert „${key}“ seiner Spur ${lane} ist falsch`,
    laneId: 'die Kennung einer Spur ist ein Buchstabe',
    version1Lane: 'keine Spur der Version 1',
    linkTooLong: 'der Link ist zu lang',
    linkDamaged: 'der Link ist beschädigt',
    linkCutOff: 'der Link ist beschädigt oder abgeschnitten',
    linkUnpacks: 'der Link entpackt sich zu mehr, als ein Ergebnis sein kann',
    shortened: (samples) =>
      `Im Link ${samples === 1 ? 'fehlt' : 'fehlen'} ${plural(samples, 'Messung', 'Messungen')}; die Datei enthält alle.`,
  },

  notes: {
    notChecked: (model) =>
      `Das ${model} wurde nicht geprüft: Zu ihm gibt es keine Referenzausgabe.`,
    wrong: (model, what, worst, tolerance) =>
      `Das ${model} liefert auf diesem Gerät nicht seine Referenzausgabe (${what}: Abweichung ${worst}, höchstens ${tolerance} ist richtig). Seine Zahlen sind falsch, so schnell sie auch aussehen.`,
    selfChecked: (model, what) =>
      `Zum ${model} gibt es keine Referenzausgabe. Stattdessen: ${what}`,
    wrongSelf: (model, what) =>
      `Das ${model} besteht auf diesem Gerät die Selbstprüfung nicht: ${what} Seine Zahlen sind falsch, so schnell sie auch aussehen.`,
    software: (model) =>
      `Software-Adapter, nicht vergleichbar: Für das ${model} wird WebGPU auf der CPU gerechnet.`,
    battery: 'Im Akkubetrieb: Der Rechner ist vielleicht langsamer, als er sein kann.',
    notIsolated:
      'Die Seite hat keinen gemeinsamen Speicher: WASM hat nur einen Thread, und die Uhr ist vielleicht grob.',
    otherTab: (n) =>
      `Ein anderer Tab dieser Seite hat während ${n === 1 ? '1 Laufs' : runs(n)} gerechnet: Die Zahlen sind zu langsam.`,
    coarseClock: (step, percent) =>
      `Zeitstempel haben eine Auflösung von ${step} ms${percent === null ? '' : `, ${num(percent)} % eines kurzen Durchlaufs`}: Einzelne Durchläufe sind unscharf.`,
    throttled: (model, policy, percent) =>
      `Das ${model} (${policy}) wurde von der ersten bis zur letzten Runde um ${num(percent)} % langsamer: Der Rechner drosselt, oder etwas anderes hat begonnen, ihn zu nutzen.`,
    uneven: (model, prompt, results, asked, many) =>
      `Das ${model} beendet „${prompt}“ von selbst (${many}: ${num(results)} von ${num(asked)}).`,
    hidden: (n) =>
      `Der Tab war im Hintergrund: ${n === 1 ? '1 Lauf wurde' : `${num(n)} Läufe wurden`} verworfen und neu gemessen.`,
    incomplete: (why) => `Unvollständig: ${why}`,
  },

  differences: {
    browsers: (a, b) => `Verschiedene Browser: ${a} und ${b}.`,
    machines: (a, b) => `Verschiedene Rechner: ${num(a)} und ${num(b)} logische Prozessoren.`,
    weights: (a, b) => `Verschiedene Gewichte: ${a} und ${b}.`,
    backends: (a, b) => `Verschiedene Backends: ${a} und ${b}.`,
    threads: (a, b) => `Verschieden viele Threads: ${num(a)} und ${num(b)}.`,
    runtimes: (a, b) => `Verschiedene Runtimes: ${a} und ${b}.`,
    onlyOne: (model) => `Nur eines von ihnen hat das ${model}.`,
    work: (model, settings) =>
      `Verschiedene Einstellungen für das ${model}: ${settings.join(', ')}.`,
    prompts: 'Verschiedene Prompts.',
  },

  thread: 'Thread',

  roofline: {
    bounds: {
      memory: 'durch den Speicher begrenzt',
      compute: 'durch das Rechnen begrenzt',
      dispatch: 'durch die Übergabe begrenzt',
    },
    needs: {
      memory: (bytes, time) => `seine ${bytes}B zu bewegen, dauert mindestens ${time}`,
      compute: (operations, time) => `seine ${operations} Operationen dauern mindestens ${time}`,
      dispatch: (kernels, time) => `seine ${kernels} Kernel zu übergeben, dauert ${time}`,
    },
    others: {
      memory: (bytes, time) => `seine ${bytes}B zu bewegen ${time}`,
      compute: (operations, time) => `seine ${operations} Operationen ${time}`,
      dispatch: (kernels, time) => `seine ${kernels} Kernel zu übergeben ${time}`,
    },
    only: (time) => `nur ${time}`,
    and: (parts) => parts.join(' und '),
    clause: (pass, apart, bound, needs, measured, percent) =>
      `${pass}${apart && ` (${apart})`} ist ${bound}: ${needs.join(', ')} (gemessen ${measured}, ${num(percent)}\u00a0% dieser Grenze)`,
    unbound: (pass, apart, measured, needs, left) =>
      `${pass}${apart && ` (${apart})`} ist durch keine dieser Grenzen begrenzt (gemessen ${measured}): ${needs.join(', ')}; ${left}`,
    left: (time, percent) =>
      `die übrigen ${time} (${num(percent)}\u00a0%) sind Zusatzaufwand und Kernel unterhalb ihrer Grenze`,
    sentence: (clauses) => {
      const all = clauses.join('; ');
      return all && `${all.charAt(0).toUpperCase()}${all.slice(1)}.`;
    },
  },

  running: {
    left: 'Die Seite wurde während der Messung verlassen.',
    measuring: 'Misst noch.',
    stopped: (done, total) => `Nach ${num(done)} von ${runs(total)} angehalten.`,
    failed: (done, total, why) => `Nach ${num(done)} von ${runs(total)} gescheitert: ${why}`,
    sweep: (axis, value) => `Messreihe über ${axis}: ${num(value)}`,
    round: (round, policy, start) => `Runde ${num(round)}, ${policy}, ${start}`,
    hidden: 'Der Tab geriet immer wieder in den Hintergrund.',
    hiddenHint: 'Lassen Sie ihn vorn, bis der Benchmark fertig ist.',
    noEnd: 'Der Lauf endete ohne Angabe, wie.',
    aborted: 'Angehalten.',
  },

  device: {
    hidden: 'Der Tab war unterdessen im Hintergrund, wo Browser Seiten bremsen.',
    hiddenHint: 'Lassen Sie ihn vorn, und messen Sie noch einmal.',
  },
};
