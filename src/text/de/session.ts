/** The page's settings, what the lanes are doing and what they are called. */
import type { session as en } from '../en/session';
import type { Wide } from '../wide';
import { num, plural } from './numbers';

const megabytes = (n: number) => (n / 1e6).toFixed(1).replace('.', ',');
const kilobytes = (n: number) => (n / 1e3).toFixed(0);
/** "98,4 MB", "36 kB"; powers of ten, as disks are sold. */
const bytes = (n: number) => (n < 1e6 ? `${kilobytes(n)} kB` : `${megabytes(n)} MB`);
const named = (name: string, which: number | null) =>
  which === null ? name : `${name} ${num(which)}`;

export const session: Wide<typeof en> = {
  settings: {
    prompt: 'Prompt',
    policy: 'Aufteilung',
    backend: 'Backend',
    backends: { auto: 'Automatisch', webgpu: 'WebGPU', wasm: 'WASM' },
    threadsHint: '0 ist automatisch',
    runtime: 'Runtime',
    noModel: (model) => `Ein Modell ${model} gibt es hier nicht: Die Spur entfällt.`,
    otherRuntime: (model, asked, used) =>
      `${model} läuft nicht auf ${asked}: Verwendet wird ${used}.`,
  },
  policies: {
    together: {
      label: 'gemeinsam',
      means: 'Alle laufen frei und konkurrieren um die Hardware, wie es getrennte Programme täten.',
    },
    turns: {
      label: 'abwechselnd',
      means:
        'Immer nur ein Vorwärtsdurchlauf, gleich welches Modell an der Reihe ist: Keines bremst einen Durchlauf eines anderen.',
    },
    alone: {
      label: 'allein',
      means:
        'Eines nach dem anderen: Jedes hat die Hardware für sich, also ist sein Tempo sein eigenes.',
    },
  },

  announce: {
    loading: 'Die Modelle werden geladen.',
    running: 'Läuft.',
    paused: 'Pause zwischen zwei Durchläufen.',
    continuing: 'Geht weiter.',
    stopped: 'Angehalten.',
    absent: (model) => `${model} ist nicht auf diesem Gerät. Nichts wurde ausgeführt.`,
    failed: (lane) => `${lane}: gescheitert.`,
    finished: (sizes) => `Fertig: ${sizes.join(', ')}.`,
  },

  lane: {
    unknown: (id) => `Spur ${id}`,
    numbered: named,
    // Without an article: what stands around it does not ask for one.
    inSentence: named,
  },
  modalities: { text: 'Text', picture: 'Bild' },
  grid: {
    seed: (seed) => `Seed ${num(seed)}`,
    seeds: {
      label: 'Seeds',
      what: 'Prompt und Einstellungen gleich, andere Zufallszahlen: wie viel Zufall ist.',
    },
    pipeline: {
      label: 'Text zu Bild',
      what: 'Ein Modell nennt etwas, das zu Ihren Wörtern passt, das andere malt beides.',
    },
  },
  runMs: { name: 'Lauf', meaning: 'Vom Beginn des Laufs bis zu seinem letzten Ergebnis.' },

  engine: {
    threads: (n) => `WASM, ${plural(n, 'Thread', 'Threads')}`,
    adapter: (adapter, software) =>
      ['WebGPU', adapter, software ? 'in Software' : ''].filter(Boolean).join(', '),
  },
  loading: {
    figures: (loaded, total, rate) => {
      const so = `${total < 1e6 ? kilobytes(loaded) : megabytes(loaded)} von ${bytes(total)}`;
      return rate === null ? so : `${so}, ${bytes(rate)}/s`;
    },
    left: (figures, time) => `${figures}, noch etwa ${time}`,
    stalled: (figures) => `${figures}, im Moment kommt nichts an`,
    next: (label) => label,
    fromDevice: 'Aus der Kopie auf diesem Gerät.',
    fromSite: 'Beim ersten Mal von der Website, danach aus der Kopie auf diesem Gerät.',
  },
  minutes: (ms) => {
    const s = ms / 1000;
    if (s < 90) return `${Math.max(1, Math.round(s))} s`;
    const whole = Math.round(s / 60);
    return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
  },
  browser: {
    other: 'ein anderer Browser',
    on: (browser, system) => `${browser} auf ${system}`,
  },
};
