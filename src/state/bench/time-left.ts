/** How long a benchmark will still take, from how long its jobs took so far. */
import type { BenchJob } from '../../core/bench/plan';

export class TimeLeft {
  readonly #times = new Map<string, number[]>();

  add(job: BenchJob, ms: number): void {
    const key = keyOf(job);
    this.#times.set(key, [...(this.#times.get(key) ?? []), ms]);
  }

  /** @returns milliseconds; null before the first job is over */
  of(jobs: readonly BenchJob[]): number | null {
    const all = mean([...this.#times.values()].flat());
    if (all === null) return null;
    return jobs.reduce((sum, job) => sum + (mean(this.#times.get(keyOf(job)) ?? []) ?? all), 0);
  }
}

/** Jobs that take about the same time. */
function keyOf({ policy, start, sweep }: BenchJob): string {
  return [policy, start, sweep?.axis, sweep?.value].join();
}

function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
