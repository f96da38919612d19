/** What whoever reads a result must know: found in the result itself, said in one sentence each. */
import type { BenchEngine, BenchNote, BenchResult, BenchSample } from './bench';
import { fitLine, quantile } from '../measure/stats';
import { mainFigure } from './summary';
import type { LaneKind, Policy } from '../run/run';

/** A clock step over this share of the shortest pass blurs the figures. */
const COARSE = 0.02;
/** A change over the rounds by more than this is no longer chance of one round. */
const DRIFT = 0.1;
/** Rounds that a drift is looked for in. */
const DRIFT_ROUNDS = 4;

const NAMES: Record<LaneKind, string> = {
  language: 'language model',
  diffusion: 'diffusion model',
};

type Draft = Omit<BenchResult, 'notes'>;

/** @param hiddenRuns runs that were dropped because the tab was in the background */
export function notesOf(result: Draft, hiddenRuns = 0): BenchNote[] {
  return [
    ...result.engines.flatMap(engineNotes),
    ...machineNotes(result),
    ...coarseClock(result),
    ...throttled(result.samples),
    ...unevenWork(result),
    ...hidden(hiddenRuns),
    ...ending(result),
  ].filter(once);
}

function engineNotes(engine: BenchEngine): BenchNote[] {
  const { lane, knownAnswer, adapter, backend, backendReason } = engine;
  const notes: BenchNote[] = [];
  if (!knownAnswer.ok)
    notes.push({
      code: 'known-answer',
      level: 'wrong',
      lane,
      message:
        `The ${NAMES[lane]} does not give its known answer on this device (${knownAnswer.what}: ` +
        `off by ${short(knownAnswer.worst)}, at most ${short(knownAnswer.tolerance)} is right). ` +
        'Its figures are wrong, however fast they look.',
    });
  if (backend === 'webgpu' && adapter?.software)
    notes.push({
      code: 'software-adapter',
      level: 'warning',
      lane,
      message: `Software adapter, not comparable: WebGPU of the ${NAMES[lane]} is computed on the CPU.`,
    });
  if (backendReason)
    notes.push({ code: 'backend-fallback', level: 'info', lane, message: backendReason });
  return notes;
}

function machineNotes({ hardware, engines }: Draft): BenchNote[] {
  const notes: BenchNote[] = [];
  if (hardware.onBattery)
    notes.push({
      code: 'battery',
      level: 'warning',
      lane: null,
      message: 'On battery power: the machine may be slower than it can be.',
    });
  if (!hardware.isolated && engines.some(({ backend }) => backend === 'wasm'))
    notes.push({
      code: 'not-isolated',
      level: 'warning',
      lane: null,
      message:
        'The page is not cross-origin isolated: WASM has one thread and the clock is coarse.',
    });
  return notes;
}

function coarseClock({ hardware, samples }: Draft): BenchNote[] {
  const shortest = Math.min(
    ...samples.map(({ passes }) => (passes.length ? median(passes.map(({ ms }) => ms)) : Infinity)),
  );
  const { clockStepMs } = hardware;
  if (!Number.isFinite(shortest) || clockStepMs <= COARSE * shortest) return [];
  const share =
    shortest > 0 ? `, ${Math.round((clockStepMs / shortest) * 100)}% of a short pass` : '';
  return [
    {
      code: 'coarse-clock',
      level: 'warning',
      lane: null,
      message: `Timestamps are quantised to ${short(clockStepMs)} ms${share}: single passes are blurred.`,
    },
  ];
}

/** A figure that grows steadily over the rounds: the machine slows down as it warms. */
function throttled(samples: readonly BenchSample[]): BenchNote[] {
  const notes: BenchNote[] = [];
  for (const lane of ['language', 'diffusion'] as const)
    for (const policy of ['alone', 'together', 'turns'] as const) {
      const change = drift(samples, lane, policy);
      if (change === null || change < DRIFT) continue;
      notes.push({
        code: 'throttled',
        level: 'warning',
        lane,
        message:
          `The ${NAMES[lane]} (${policy}) became ${Math.round(change * 100)}% slower from the ` +
          'first round to the last: the machine throttles, or something else began to use it.',
      });
    }
  return notes;
}

/** Fitted change from the first warm round to the last, as a share; null where it is not steady. */
function drift(samples: readonly BenchSample[], lane: LaneKind, policy: Policy): number | null {
  const points = samples
    .filter((s) => s.lane === lane && s.policy === policy && s.start === 'warm' && !s.sweep)
    .flatMap((s) => {
      const y = mainFigure(s);
      return y === null ? [] : [{ x: s.at, y }];
    });
  const fit = points.length < DRIFT_ROUNDS ? null : fitLine(points);
  if (!fit || fit.r2 < 0.5) return null;
  const first = fit.intercept + fit.slope * (points[0]?.x ?? 0);
  const last = fit.intercept + fit.slope * (points.at(-1)?.x ?? 0);
  return last / first - 1;
}

/** Answers that ended before they had all tokens: their runs are shorter than others. */
function unevenWork({ samples, plan }: Draft): BenchNote[] {
  const ended = new Map<string, number>();
  for (const sample of samples)
    if (sample.lane === 'language' && !sample.sweep && sample.tokens < plan.tokens)
      ended.set(sample.prompt, sample.tokens);
  return [...ended].map(([prompt, tokens]) => ({
    code: 'uneven-work',
    level: 'info',
    lane: 'language',
    message: `The answer to "${prompt}" ends by itself after ${tokens} of ${plan.tokens} tokens.`,
  }));
}

function hidden(runs: number): BenchNote[] {
  if (!runs) return [];
  const what = runs === 1 ? '1 run was' : `${runs} runs were`;
  return [
    {
      code: 'hidden-tab',
      level: 'info',
      lane: null,
      message: `The tab was in the background: ${what} dropped and measured again.`,
    },
  ];
}

function ending({ end }: Draft): BenchNote[] {
  if (end.complete) return [];
  const code = end.why === 'stopped' || end.why === 'hidden' ? 'stopped' : 'failed';
  return [{ code, level: 'warning', lane: null, message: `Incomplete: ${end.message}` }];
}

function once(note: BenchNote, index: number, all: readonly BenchNote[]): boolean {
  return all.findIndex(({ message }) => message === note.message) === index;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three digits, without a row of zeros. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
