/** From a job of a benchmark to what an engine is asked. */
import type { BenchPlan } from '../../core/bench/bench';
import { axisOf } from '../../core/bench/curves';
import type { BenchJob } from '../../core/bench/plan';
import { MECHANISMS } from '../../core/mechanisms';
import type { LanePlan } from '../../core/model';
import type { RunSpec } from '../../core/run/run';

/**
 * @param lane of the plan, with all its values
 * @param epoch t = 0 of the run, milliseconds since the Unix epoch
 */
export function benchSpec(
  { seed }: Pick<BenchPlan, 'seed'>,
  { policy, prompt, sweep }: BenchJob,
  { id: lane, mechanism: mechanismId, values }: LanePlan,
  epoch: number,
  runId: string,
): RunSpec {
  const mechanism = MECHANISMS[mechanismId];
  const changed = sweep ? axisOf(mechanism, sweep.axis)?.apply(values, sweep.value) : undefined;
  const words = changed?.prompt ?? prompt.prompt;
  const spec = mechanism.spec(
    { lane, runId, seed, policy, epoch, prompt: words },
    changed?.values ?? values,
  );
  const own = changed?.prompt === undefined ? prompt.lanes?.[lane] : undefined;
  return own === undefined ? spec : { ...spec, prompt: own };
}
