/**
 * Continues a run in the lane that shows it: what the new run is asked, and that it is computed by
 * the very model that made what it keeps. Not here: what goes on before and is on show meanwhile.
 */
import type { WireError } from '../../core/errors';
import type { ForkRequest } from '../../core/mechanism/mechanism';
import { mechanismOf } from '../../core/mechanisms';
import type { RunSpec } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/errors';
import type { LaneSettings, PageValues } from '../settings/values';
import type { Environment } from './environment';
import type { LaneRuns } from './lane-runs';
import type { Lane } from './lane.svelte';
import { specOf } from './specs';

export interface Fork {
  readonly lane: Lane;
  readonly parent: Trace;
  /** Of the parent's model. */
  readonly plan: LaneSettings;
  readonly spec: RunSpec;
}

/** What the new run is asked: alone, from now on. */
export function specOfFork(
  parent: Trace,
  request: ForkRequest,
  plan: LaneSettings,
  page: PageValues,
  environment: Pick<Environment, 'now' | 'newId'>,
): RunSpec {
  const epoch = environment.now();
  const runId = environment.newId();
  const wanted = specOf(plan, page, epoch, runId);
  return {
    ...mechanismOf(parent).fork(parent.spec, request, wanted),
    ...({ policy: 'alone', lane: parent.spec.lane, runId, epoch } as const),
  };
}

/**
 * Loads what it needs and runs it; a lane with another model of the same name refuses.
 * @param begins called when the model is there, just before the run
 */
export async function runFork(
  { lane, parent, plan, spec }: Fork,
  page: PageValues,
  runs: LaneRuns,
  begins: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { engine } = parent;
  const fits =
    lane.info?.mechanism === engine.mechanism && lane.info.runtimeId === engine.runtimeId;
  const [ready] = fits ? [lane] : await runs.load([{ lane, plan }], page, 1, signal);
  if (signal.aborted || !ready) return;
  if (lane.info?.model.sha256 !== engine.model.sha256) {
    lane.refuse(notHere(parent));
    return;
  }
  runs.ask(spec, parent);
  const { family } = lane;
  begins();
  await runs.run([lane], signal);
  // What could not even begin leaves its parent on show.
  if (!lane.trace?.results.length) lane.show(parent, family);
}

/** That a run's model is not the one of this page. */
export function notHere({ engine }: Trace): WireError {
  return {
    code: 'unsupported-model',
    message: text.lane.otherModel(engine.model.name),
    hint: text.lane.otherModelHint,
  };
}
