/**
 * What the lanes are asked to do: loads their models, runs them under the policy, and remembers
 * what each was asked last, so that one that failed can do it again. Not here: when that begins,
 * and what is on show meanwhile (`session.svelte.ts`).
 */
import type { PauseGate } from '../../core/run/pause-gate';
import { threadsPerLane } from '../../core/limits';
import type { RunSpec } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import type { LaneSettings, PageValues } from '../settings/values';
import type { Environment } from './environment';
import type { Lane } from './lane.svelte';
import { loadOf } from './models';
import { duration } from './playhead.svelte';

interface Asked {
  readonly spec: RunSpec;
  /** What it continues; null where it begins anew. */
  readonly parent: Trace | null;
}

/** A lane, and what it is to be. */
export interface Planned {
  readonly lane: Lane;
  readonly plan: LaneSettings;
}

export class LaneRuns {
  readonly #asked = new Map<string, Asked>();

  /** @param gate of all runs */
  constructor(
    private readonly lanes: () => readonly Lane[],
    private readonly gate: PauseGate,
    private readonly environment: Pick<Environment, 'baseUrl' | 'cores' | 'newId' | 'now'>,
  ) {}

  /**
   * Loads lanes side by side.
   * @param together how many lanes will run, for their share of the cores
   * @returns those that are ready; the others say why not
   */
  async load(
    planned: readonly Planned[],
    { backend, policy, threads: asked }: PageValues,
    together: number,
    signal: AbortSignal,
  ): Promise<Lane[]> {
    const { baseUrl, cores } = this.environment;
    const threads = asked || threadsPerLane(policy, cores, together);
    const ready = await Promise.all(
      planned.map(({ lane, plan }) =>
        lane.load(loadOf(plan, { baseUrl, backend, threads }), signal),
      ),
    );
    return planned.filter((_, i) => ready[i]).map(({ lane }) => lane);
  }

  /** What the lane of the spec is to run next. */
  ask(spec: RunSpec, parent: Trace | null = null): void {
    this.#asked.set(spec.lane, { spec, parent });
  }

  /** Whether there is anything that the lane could do again. */
  wasAsked({ id }: Lane): boolean {
    return this.#asked.has(id);
  }

  /** The same again, as a run of its own that starts now. */
  askAgain(lane: Lane): void {
    const asked = this.#asked.get(lane.id);
    if (!asked) return;
    const { newId } = this.environment;
    const spec = {
      ...asked.spec,
      ...this.#place(lane, asked.spec),
      runId: newId.call(this.environment),
    };
    this.ask(spec, asked.parent);
  }

  /** Leaves nothing that a lane could do again. */
  forget(): void {
    this.#asked.clear();
  }

  /** Runs what the lanes were asked: one after the other where each is to be alone. */
  async run(lanes: readonly Lane[], signal: AbortSignal): Promise<void> {
    const alone = lanes.every(({ id }) => this.#asked.get(id)?.spec.policy === 'alone');
    if (alone) for (const lane of lanes) await this.#run(lane, signal);
    else await Promise.all(lanes.map((lane) => this.#run(lane, signal)));
  }

  async #run(lane: Lane, signal: AbortSignal): Promise<void> {
    const asked = this.#asked.get(lane.id);
    if (!asked || signal.aborted) return;
    const { spec, parent } = asked;
    const { gate } = this;
    await lane.run(spec, signal, parent ? { parent, gate } : { gate });
  }

  /** Where a lane that starts late stands on the clock, and what it shares the hardware with. */
  #place(lane: Lane, { epoch, policy }: RunSpec): Pick<RunSpec, 'epoch' | 'policy'> {
    const others = this.lanes().filter((other) => other !== lane);
    if (others.some((other) => other.phase === 'running')) return { epoch, policy };
    // After all that the other lanes did, as when each runs alone.
    const traces = others.flatMap((other) => other.trace ?? []);
    return { epoch: this.environment.now() - duration(traces), policy: 'alone' };
  }
}
