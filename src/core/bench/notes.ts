/** What whoever reads a result must know: found in the result itself, said in one sentence each. */
import { text } from '../../text/bench';
import { fitLine, quantile } from '../measure/stats';
import { computesWrongly, POLICIES, type Policy } from '../run/run';
import type { BenchEngine, BenchNote, BenchResult } from './bench';
import { lanesOf, type BenchLane } from './lanes';
import { paceOf } from './summary';
import { localised } from '../../text/language';

/** A clock step over this share of the shortest pass blurs the figures. */
const COARSE = 0.02;
/** A change over the rounds by more than this is no longer chance of one round. */
const DRIFT = 0.1;
/** Rounds that a drift is looked for in. */
const DRIFT_ROUNDS = 4;

const said = text.notes;

type Draft = Omit<BenchResult, 'notes'>;

/** Runs that something beside the benchmark disturbed. */
interface Disturbed {
  /** Dropped, because the tab was in the background. */
  readonly hiddenRuns: number;
  /** Kept, although another tab of this page computed meanwhile. */
  readonly sharedRuns: number;
}

export function notesOf(
  result: Draft,
  { hiddenRuns, sharedRuns }: Disturbed = { hiddenRuns: 0, sharedRuns: 0 },
): BenchNote[] {
  const lanes = lanesOf(result);
  return [
    ...result.engines.flatMap((engine) => engineNotes(engine, lanes)),
    ...machineNotes(result),
    ...coarseClock(result),
    ...throttled(result, lanes),
    ...unevenWork(result, lanes),
    ...hidden(hiddenRuns),
    ...shared(sharedRuns),
    ...ending(result),
  ].filter(once);
}

function engineNotes(engine: BenchEngine, lanes: readonly BenchLane[]): BenchNote[] {
  const { lane, knownAnswer, selfCheck, adapter, backend, backendReason } = engine;
  const name = lanes.find(({ id }) => id === lane)?.name ?? text.lanes.unnamed;
  const notes: BenchNote[] = [];
  if (!knownAnswer && selfCheck && !selfCheck.ok)
    notes.push({
      code: 'known-answer',
      level: 'wrong',
      lane,
      message: said.wrongSelf(name, selfCheck.what),
    });
  else if (!knownAnswer)
    notes.push({
      code: 'not-checked',
      level: 'info',
      lane,
      message: selfCheck ? said.selfChecked(name, selfCheck.what) : said.notChecked(name),
    });
  else if (computesWrongly(engine))
    notes.push({
      code: 'known-answer',
      level: 'wrong',
      lane,
      message: said.wrong(
        name,
        knownAnswer.what,
        short(knownAnswer.worst),
        short(knownAnswer.tolerance),
      ),
    });
  if (backend === 'webgpu' && adapter?.software)
    notes.push({
      code: 'software-adapter',
      level: 'warning',
      lane,
      message: said.software(name),
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
      message: said.battery,
    });
  if (!hardware.isolated && engines.some(({ backend }) => backend === 'wasm'))
    notes.push({
      code: 'not-isolated',
      level: 'warning',
      lane: null,
      message: said.notIsolated,
    });
  return notes;
}

function coarseClock({ hardware, samples }: Draft): BenchNote[] {
  const shortest = Math.min(
    ...samples.map(({ passes }) => (passes.length ? median(passes.map(({ ms }) => ms)) : Infinity)),
  );
  const { clockStepMs } = hardware;
  if (!Number.isFinite(shortest) || clockStepMs <= COARSE * shortest) return [];
  const percent = shortest > 0 ? Math.round((clockStepMs / shortest) * 100) : null;
  return [
    {
      code: 'coarse-clock',
      level: 'warning',
      lane: null,
      message: said.coarseClock(short(clockStepMs), percent),
    },
  ];
}

/** A figure that grows steadily over the rounds: the machine slows down as it warms. */
function throttled(result: Draft, lanes: readonly BenchLane[]): BenchNote[] {
  const notes: BenchNote[] = [];
  for (const { id, name } of lanes)
    for (const policy of POLICIES) {
      const change = drift(result, id, policy);
      if (change === null || change < DRIFT) continue;
      notes.push({
        code: 'throttled',
        level: 'warning',
        lane: id,
        message: said.throttled(name, policy, Math.round(change * 100)),
      });
    }
  return notes;
}

/** Fitted change from the first warm round to the last, as a share; null where it is not steady. */
function drift({ samples, plan }: Draft, lane: string, policy: Policy): number | null {
  const points = samples
    .filter((s) => s.lane === lane && s.policy === policy && s.start === 'warm' && !s.sweep)
    .flatMap((s) => {
      const y = paceOf(plan, s);
      return y === null ? [] : [{ x: s.at, y }];
    });
  const fit = points.length < DRIFT_ROUNDS ? null : fitLine(points);
  if (!fit || fit.r2 < 0.5) return null;
  const first = fit.intercept + fit.slope * (points[0]?.x ?? 0);
  const last = fit.intercept + fit.slope * (points.at(-1)?.x ?? 0);
  return last / first - 1;
}

/** Runs that ended before they had all results that were asked for: they are shorter than others. */
function unevenWork({ samples, plan }: Draft, lanes: readonly BenchLane[]): BenchNote[] {
  return lanes.flatMap(({ id, name, mechanism, plan: { values } }): BenchNote[] => {
    const common = { lane: id, runId: '', seed: plan.seed, policy: 'alone', epoch: 0 } as const;
    const asked = mechanism.asked(mechanism.spec({ ...common, prompt: '' }, values));
    if (asked === null) return [];
    const ended = new Map<string, number>();
    for (const sample of samples)
      if (sample.lane === id && !sample.sweep && sample.results < asked)
        ended.set(sample.prompt, sample.results);
    return [...ended].map(([prompt, results]) => ({
      code: 'uneven-work',
      level: 'info',
      lane: id,
      message: said.uneven(name, prompt, results, asked, mechanism.words.many),
    }));
  });
}

function hidden(runs: number): BenchNote[] {
  if (!runs) return [];
  return [
    {
      code: 'hidden-tab',
      level: 'info',
      lane: null,
      message: said.hidden(runs),
    },
  ];
}

function shared(runs: number): BenchNote[] {
  if (!runs) return [];
  return [{ code: 'other-tab', level: 'warning', lane: null, message: said.otherTab(runs) }];
}

function ending({ end }: Draft): BenchNote[] {
  if (end.complete) return [];
  const code = end.why === 'stopped' || end.why === 'hidden' ? 'stopped' : 'failed';
  return [{ code, level: 'warning', lane: null, message: said.incomplete(end.message) }];
}

function once(note: BenchNote, index: number, all: readonly BenchNote[]): boolean {
  return all.findIndex(({ message }) => message === note.message) === index;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three digits, without a row of zeros. */
function short(value: number): string {
  return localised(String(Number(value.toPrecision(3))));
}
