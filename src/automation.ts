/**
 * The page as a program sees it, for the headless run (`npm run demo`) and end-to-end tests:
 * `globalThis.decodeAndDenoise`. It presses the same buttons as a person.
 */
import { encodeRun } from './core/codec';
import type { Comparison } from './state/comparison.svelte';
import { errorWords, LANE_NAMES, loadingFigures, plural } from './state/words';

interface AutomationState {
  readonly phase: Comparison['phase'];
  /** What goes on, how it ended, or what went wrong, for a person. */
  readonly message: string;
  /** How far it is; empty when nothing goes on. */
  readonly progress: string;
}

export interface Automation {
  state(): AutomationState;
  /** Presses Run, with the settings of the URL. Resolves when both lanes are over. */
  run(): Promise<void>;
  /** The live run so far, as a file (`core/codec`); null before there is one. */
  savedRun(): Uint8Array | null;
}

declare global {
  var decodeAndDenoise: Automation;
}

/** @param ready resolves when the defaults of the models are known */
export function automation(session: Comparison, ready: Promise<unknown>): Automation {
  return {
    state: () => ({ phase: session.phase, message: message(session), progress: progress(session) }),
    async run() {
      await ready;
      await session.run();
    },
    savedRun() {
      if (session.source !== 'live' || !session.traces.length) return null;
      return encodeRun({
        createdAt: new Date().toISOString(),
        userAgent: navigator.userAgent,
        traces: session.traces,
      });
    },
  };
}

function message(session: Comparison): string {
  if (session.phase === 'failed') {
    const errors = session.lanes.flatMap((lane) =>
      lane.error ? `${LANE_NAMES[lane.kind]}: ${errorWords(lane.error)}` : [],
    );
    return session.promptError ? errorWords(session.promptError) : errors.join(' ');
  }
  return session.announcement;
}

function progress(session: Comparison): string {
  if (!session.busy) return '';
  return session.lanes
    .flatMap(({ phase, progress: now, trace, kind }) => {
      if (phase === 'loading' && now)
        return [now.label, loadingFigures(now)].filter(Boolean).join(' ');
      if (session.phase !== 'running' || !trace) return [];
      return kind === 'language'
        ? plural(trace.tokens.length, 'token')
        : plural(trace.steps.length, 'step');
    })
    .join(', ');
}
