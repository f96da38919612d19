/**
 * What the lanes are asked to do: loads their models, runs them under the policy, and remembers
 * what each was asked last, so that one that failed can do it again. Not here: when that begins,
 * and what is on show meanwhile (`comparison.svelte.ts`).
 */
import type { Hold } from '../../core/run/pause-gate';
import { threadsPerLane } from '../../core/limits';
import type { LaneKind, RunSpec } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import type { Lane } from './lane.svelte';
import { modelOf } from './models';
import { duration } from './playhead.svelte';
import type { Values } from '../settings/values';
import type { World } from './environment';

interface Asked {
  readonly spec: RunSpec;
  /** What it goes on from; null where it begins anew. */
  readonly parent: Trace | null;
}

export class LaneRuns {
  #asked: Partial<Record<LaneKind, Asked>> = {};

  /** @param hold the brake of all runs */
  constructor(
    private readonly lanes: readonly Lane[],
    private readonly hold: Hold,
    private readonly world: Pick<World, 'baseUrl' | 'cores' | 'newId' | 'now'>,
  ) {}

  /** Loads the lanes side by side. @returns those that are ready; the others say why not */
  async load(lanes: readonly Lane[], values: Values, signal: AbortSignal): Promise<Lane[]> {
    const { baseUrl, cores } = this.world;
    const { engine, backend, policy } = values;
    const threads = values.threads || threadsPerLane(policy, cores);
    const ready = await Promise.all(
      lanes.map((lane) =>
        lane.load({ ...modelOf(lane.kind, engine), baseUrl, backend, threads }, signal),
      ),
    );
    return lanes.filter((_, i) => ready[i]);
  }

  /** What the lane of the spec is to run next. */
  ask(spec: RunSpec, parent: Trace | null = null): void {
    this.#asked[spec.lane] = { spec, parent };
  }

  /** Whether there is anything that the lane could do again. */
  wasAsked({ kind }: Lane): boolean {
    return kind in this.#asked;
  }

  /** The same again, as a run of its own that starts now. */
  askAgain(lane: Lane): void {
    const asked = this.#asked[lane.kind];
    if (!asked) return;
    const spec = { ...asked.spec, ...this.#place(lane, asked.spec), runId: this.world.newId() };
    this.ask(spec, asked.parent);
  }

  /** Leaves nothing that a lane could do again. */
  forget(): void {
    this.#asked = {};
  }

  /** Runs what the lanes were asked: one after the other where each is to be alone. */
  async run(lanes: readonly Lane[], signal: AbortSignal): Promise<void> {
    const alone = lanes.every(({ kind }) => this.#asked[kind]?.spec.policy === 'alone');
    if (alone) for (const lane of lanes) await this.#run(lane, signal);
    else await Promise.all(lanes.map((lane) => this.#run(lane, signal)));
  }

  async #run(lane: Lane, signal: AbortSignal): Promise<void> {
    const asked = this.#asked[lane.kind];
    if (!asked || signal.aborted) return;
    const { spec, parent } = asked;
    const { hold } = this;
    await lane.run(spec, signal, parent ? { parent, hold } : { hold });
  }

  /** Where a lane that starts late stands on the clock, and what it shares the hardware with. */
  #place(lane: Lane, { epoch, policy }: RunSpec): Pick<RunSpec, 'epoch' | 'policy'> {
    const others = this.lanes.filter((other) => other !== lane);
    if (others.some((other) => other.phase === 'running')) return { epoch, policy };
    // After all that the other lane did, as when each runs alone.
    const traces = others.flatMap((other) => other.trace ?? []);
    return { epoch: this.world.now() - duration(traces), policy: 'alone' };
  }
}
