/**
 * The page as a program sees it, for the headless run (`npm run demo`) and end-to-end tests:
 * `globalThis.decodeAndDenoise`. It presses the same buttons as a person.
 */
import { EngineError } from './core/errors';
import type { SavedRun } from './core/saved/codec';
import type { BenchPlan } from './core/bench/bench';
import type { Benchmark } from './state/bench/benchmark.svelte';
import type { ModelsProgram } from './state/models/program';
import type { Session } from './state/session/session.svelte';
import { text } from './text/automation';
import type { Lazy } from './lazily';
import { errorWords, loadingFigures, minutes, sizeOf } from './state/words';

interface AutomationState {
  readonly phase: Session['phase'];
  /** What goes on, how it ended, or what went wrong, for a person. */
  readonly message: string;
  /** How far it is; empty when nothing goes on. */
  readonly progress: string;
}

export interface Automation {
  state(): AutomationState;
  /** Presses Run, with the settings of the URL. Resolves when all lanes are over. */
  run(): Promise<void>;
  /** The live run so far, as a file (`core/saved/codec`); null before there is one. */
  savedRun(): Promise<Uint8Array | null>;
  /**
   * Runs a stop of the tour, as its own Run does. Resolves to its runs as a file, in the order of its
   * parts and with what a recording needs of them; null where not all of it was made.
   * @param variant of the stop's scenes; empty for the first
   */
  learn(stop: string, variant: string): Promise<Uint8Array | null>;
  /** Measures, as the Compare view does. Resolves when it is over, however it ended. */
  bench(plan: BenchPlan): Promise<void>;
  benchState(): BenchState;
  /**
   * Measures the limits of this device, which then are in the result.
   * @param threads cores at once; 0: as many as a lane has alone. Resolves when it is over.
   */
  roofline(threads: number): Promise<void>;
  /** What is measured so far, as a file (`core/bench/codec`); null before there is anything. */
  savedBench(): string | null;
  /** Models of the hub and of files. */
  models(): Promise<ModelsProgram>;
}

interface BenchState {
  readonly phase: Benchmark['phase'];
  /** What goes on, or what went wrong, for a person. */
  readonly message: string;
  /** How far it is; empty when nothing goes on. */
  readonly progress: string;
}

declare global {
  var decodeAndDenoise: Automation;
}

/** What measures, and what it measured so far as a file. */
interface Measuring {
  readonly props: {
    readonly bench: Benchmark;
    roofline(threads: number): Promise<void>;
    saved(): string | null;
  };
}

/** The tour. */
interface Touring {
  readonly props: { record(stop: string, variant: string): Promise<SavedRun | null> };
}

/** The views that are fetched when they are asked for. */
interface Views {
  readonly compare: Lazy<Measuring>;
  readonly learn: Lazy<Touring>;
  readonly models: Lazy<{ readonly props: { readonly program: ModelsProgram } }>;
}

/** @param ready resolves when what the models suggest for their settings is known */
export function automation(
  session: Session,
  { compare, learn, models }: Views,
  ready: Promise<unknown>,
): Automation {
  return {
    state: () => ({ phase: session.phase, message: message(session), progress: progress(session) }),
    async run() {
      await ready;
      if (session.machine.measuring)
        throw new EngineError('bad-input', text.measuring, text.measuringHint);
      await session.run();
    },
    async savedRun() {
      const { source, traces } = session;
      if (source !== 'live' || !traces.length) return null;
      const { encodeRun } = await import('./core/saved/codec');
      return encodeRun({
        createdAt: new Date().toISOString(),
        userAgent: navigator.userAgent,
        traces,
      });
    },
    async learn(stop, variant) {
      await ready;
      const run = await (await learn.get()).props.record(stop, variant);
      if (!run) return null;
      const { packRun } = await import('./state/saved/file');
      return packRun(run);
    },
    bench: async (plan) => (await compare.get()).props.bench.start(plan),
    benchState: () =>
      compare.now
        ? benchState(compare.now.props.bench)
        : { phase: 'idle', message: '', progress: '' },
    roofline: async (threads) => (await compare.get()).props.roofline(threads),
    savedBench: () => compare.now?.props.saved() ?? null,
    models: async () => (await models.get()).props.program,
  };
}

function benchState({ phase, error, progress, loading }: Benchmark): BenchState {
  if (error) return { phase, message: errorWords(error), progress: '' };
  const { done = 0, total = 0, atMost = false, leftMs = null, what = '' } = progress ?? {};
  const so = text.runs(done, total, atMost);
  const left = leftMs === null || done === total ? '' : text.left(minutes(leftMs));
  const now = loading ? loading.label : '';
  return {
    phase,
    message: phase === 'waiting' ? text.waiting : what,
    progress: progress ? [so, left, now].filter(Boolean).join(', ') : now,
  };
}

function message(session: Session): string {
  if (session.phase === 'failed') {
    const errors = session.lanes.flatMap((lane) =>
      lane.error ? text.lane(session.nameOf(lane), errorWords(lane.error)) : [],
    );
    return session.promptError ? errorWords(session.promptError) : errors.join(' ');
  }
  return session.announcement;
}

function progress(session: Session): string {
  if (!session.busy) return '';
  return session.lanes
    .flatMap(({ phase, progress: now, trace }) => {
      if (phase === 'loading' && now)
        return [now.label, loadingFigures(now)].filter(Boolean).join(' ');
      return session.phase === 'running' && trace ? sizeOf(trace) : [];
    })
    .join(', ');
}
