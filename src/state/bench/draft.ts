/** A result as it grows: engines, samples, and what must be said about them. Plain, no runes. */
import {
  BENCH_FORMAT,
  BENCH_VERSION,
  type BenchEnd,
  type BenchEngine,
  type BenchHardware,
  type BenchPlan,
  type BenchResult,
  type BenchSample,
} from '../../core/bench/bench';
import { costsOf } from '../../core/bench/cost';
import type { ByLane } from '../../core/bench/figures';
import { notesOf } from '../../core/bench/notes';
import { sampleOf, type Place } from '../../core/bench/sample';
import type { ModelManifest } from '../../core/manifest';
import { computesWrongly, type EngineInfo } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';

export class BenchDraft {
  readonly #engines: BenchEngine[] = [];
  readonly #samples: BenchSample[] = [];
  /** By lane and kind of pass. */
  readonly #dispatches: Record<string, NonNullable<EngineInfo['dispatches']>> = {};
  #hardware: BenchHardware;
  /** Runs that were dropped because the tab was in the background. */
  hiddenRuns = 0;
  /** Runs beside which another tab of this page computed. */
  sharedRuns = 0;

  constructor(
    private readonly id: string,
    /** Milliseconds since the Unix epoch. */
    private readonly began: number,
    /** Its lanes with a value for each setting. */
    readonly plan: BenchPlan,
    hardware: BenchHardware,
    private readonly manifests: ByLane<readonly ModelManifest[]>,
  ) {
    this.#hardware = hardware;
  }

  get samples(): readonly BenchSample[] {
    return this.#samples;
  }

  /** Looked at again later: power may have been unplugged. */
  seeHardware(hardware: BenchHardware): void {
    const onBattery = this.#hardware.onBattery || hardware.onBattery;
    this.#hardware = { ...this.#hardware, onBattery };
  }

  /** Takes an engine that was loaded, so that its load time is kept. */
  addLoad(lane: string, info: EngineInfo): void {
    const index = this.#indexOf(lane, info);
    const known = this.#engines[index];
    const { dispatches, ...engine } = info;
    if (dispatches) this.#dispatches[lane] = dispatches;
    if (known) this.#engines[index] = { ...known, loadsMs: [...known.loadsMs, info.loadMs] };
    else this.#engines.push({ ...engine, lane, loadsMs: [info.loadMs] });
  }

  /** Takes the traces of one run: of all lanes at once, or of one alone. */
  addRun(traces: readonly Trace[], place: Omit<Place, 'engine'>): void {
    for (const trace of traces) {
      const { lane } = trace.spec;
      const engine = this.#indexOf(lane, trace.engine);
      if (!this.#engines[engine]) this.addLoad(lane, trace.engine);
      const others = traces.filter((other) => other !== trace);
      this.#samples.push(sampleOf(trace, others, { ...place, engine }));
    }
  }

  /** The result so far. */
  result(end: BenchEnd): BenchResult {
    const { id, plan } = this;
    const createdAt = new Date(this.began).toISOString();
    const engines = [...this.#engines];
    const samples = [...this.#samples];
    const draft = {
      ...({ format: BENCH_FORMAT, version: BENCH_VERSION, id, createdAt, label: '' } as const),
      ...{ hardware: this.#hardware, engines, plan, samples, end },
      costs: costsOf(this.manifests, { samples, engines, plan }, this.#dispatches),
      limits: [],
    };
    return { ...draft, notes: notesOf(draft, this) };
  }

  /** Where it is, or the next free place. */
  #indexOf(lane: string, info: EngineInfo): number {
    const index = this.#engines.findIndex((known) => known.lane === lane && same(known, info));
    return index < 0 ? this.#engines.length : index;
  }
}

/** The same in all but what differs from load to load. */
function same(a: EngineInfo, b: EngineInfo): boolean {
  return (
    a.model.sha256 === b.model.sha256 &&
    a.runtime === b.runtime &&
    a.backend === b.backend &&
    a.threads === b.threads &&
    computesWrongly(a) === computesWrongly(b)
  );
}
