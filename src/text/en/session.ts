/** The page's settings, what the lanes are doing and what they are called. */
import { plural } from '../plural';

const megabytes = (n: number) => (n / 1e6).toFixed(1);
const kilobytes = (n: number) => (n / 1e3).toFixed(0);
/** "98.4 MB", "36 kB"; powers of ten, as disks are sold. */
const bytes = (n: number) => (n < 1e6 ? `${kilobytes(n)} kB` : `${megabytes(n)} MB`);

export const session = {
  settings: {
    prompt: 'Prompt',
    policy: 'Policy',
    backend: 'Backend',
    backends: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'WASM' },
    threadsHint: '0 is automatic',
    runtime: 'Runtime',
    noModel: (model: string) => `There is no model ${model} here: the lane is left out.`,
    otherRuntime: (model: string, asked: string, used: string) =>
      `${model} does not run on ${asked}: ${used} is used.`,
  },
  policies: {
    together: {
      label: 'together',
      means: 'All run freely and compete for the hardware, as separate programs would.',
    },
    turns: {
      label: 'taking turns',
      means: 'One forward pass at a time, whichever model is next: none slows a pass of another.',
    },
    alone: {
      label: 'alone',
      means: 'One after the other: each has the hardware to itself, so its speed is its own.',
    },
  },

  /** Announced as it happens. */
  announce: {
    loading: 'Loading the models.',
    running: 'Running.',
    paused: 'Paused between two passes.',
    continuing: 'Continuing.',
    stopped: 'Stopped.',
    absent: (model: string) => `${model} is not on this device. Nothing was run.`,
    failed: (lane: string) => `${lane}: failed.`,
    /** @param sizes "64 tokens" */
    finished: (sizes: readonly string[]) => `Finished: ${sizes.join(', ')}.`,
  },

  lane: {
    unknown: (id: string) => `Lane ${id}`,
    /** @param which of several of a kind; null for one alone */
    numbered,
    /** The same in a sentence. */
    inSentence: (name: string, which: number | null) =>
      which === null ? `the ${name}` : numbered(name, which),
  },
  modalities: { text: 'text', picture: 'picture' },
  grid: {
    seed: (seed: number) => `seed ${seed}`,
    seeds: {
      label: 'seeds',
      what: 'Same prompt and settings, other random numbers: how much is chance.',
    },
    pipeline: {
      label: 'text to picture',
      what: 'One model names something that goes with your words, the other paints both.',
    },
  },
  runMs: { name: 'run', meaning: 'From the start of the run to its last result.' },

  engine: {
    threads: (n: number) => `WASM, ${plural(n, 'thread')}`,
    /** @param adapter "apple metal-3"; empty where it has no name */
    adapter: (adapter: string, software: boolean) =>
      ['WebGPU', adapter, software ? 'software' : ''].filter(Boolean).join(', '),
  },
  loading: {
    /** @param rate bytes a second; null while unknown or over */
    figures: (loaded: number, total: number, rate: number | null) => {
      const so = `${total < 1e6 ? kilobytes(loaded) : megabytes(loaded)} of ${bytes(total)}`;
      return rate === null ? so : `${so}, ${bytes(rate)}/s`;
    },
    left: (figures: string, time: string) => `${figures}, about ${time} left`,
    stalled: (figures: string) => `${figures}, nothing is arriving at the moment`,
    /** What comes after, in the middle of a sentence; names keep their capitals. */
    next: (label: string) => label.replace(/^[A-Z](?=[a-z]*( |$))/, (first) => first.toLowerCase()),
    fromDevice: 'From the copy on this device.',
    fromSite: 'From the site this first time; after that from the copy on this device.',
  },
  /** How long something will take, no finer than anyone can know. */
  minutes: (ms: number) => {
    const s = ms / 1000;
    if (s < 90) return `${Math.max(1, Math.round(s))} s`;
    const whole = Math.round(s / 60);
    return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
  },
  browser: {
    other: 'another browser',
    on: (browser: string, system: string) => `${browser} on ${system}`,
  },
};

/** "Language model 2"; the name as it is where there is one alone. */
function numbered(name: string, which: number | null): string {
  return which === null ? name : `${name} ${which}`;
}
