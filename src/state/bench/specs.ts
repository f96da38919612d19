/** From a job of a benchmark to what an engine is asked. */
import type { BenchPlan } from '../../core/bench/bench';
import type { BenchJob } from '../../core/bench/plan';
import type { LaneKind, RunSpec } from '../../core/run/run';

/** Greedy and without penalty: the same tokens each time, as far as the backend computes the same. */
const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };

/** @param epoch t = 0 of the run, milliseconds since the Unix epoch */
export function benchSpec(
  { seed, sampler, schedule }: BenchPlan,
  { policy, prompt, tokens, steps, guidance, batch }: BenchJob,
  lane: LaneKind,
  epoch: number,
  runId: string,
): RunSpec {
  const common = { runId, seed, policy, epoch };
  return lane === 'language'
    ? { ...common, lane, prompt: prompt.question, sampling: GREEDY, maxTokens: tokens }
    : {
        ...common,
        ...{ lane, prompt: prompt.caption, sampler, schedule, steps, guidance, batch },
        style: 0,
      };
}
