/**
 * The live runs of this visit, in the tour and in Watch: what the tables of the tour are filled
 * from. Keeps what was measured of a run, not the run: eight pictures would be 25 MB.
 */
import type { Trace } from '../../core/run/trace';
import type { Session } from '../session/session.svelte';

export class Visit<Row extends { readonly runId: string }> {
  /** By what was asked: how many of how many tries were right. */
  scores = $state.raw<Readonly<Record<string, { readonly right: number; readonly of: number }>>>(
    {},
  );
  #own = $state.raw<readonly Row[]>([]);
  readonly #known = new WeakMap<Trace, Row>();

  /** @param measure what is kept of a finished run */
  constructor(
    private readonly session: Pick<Session, 'source' | 'traces' | 'grid'>,
    private readonly measure: (trace: Trace) => Row,
  ) {}

  /** Of finished runs, each once, the oldest first. */
  get rows(): readonly Row[] {
    const { source, traces, grid } = this.session;
    const cells = grid.cells.flatMap((cell) => Object.values(cell.traces));
    const watched = [...cells, ...(source === 'live' ? traces : [])].filter(finished);
    const all = [...this.#own, ...watched.map((trace) => this.measured(trace))];
    const ids = all.map(({ runId }) => runId);
    return all.filter(({ runId }, i) => ids.indexOf(runId) === i);
  }

  add(traces: readonly Trace[]): void {
    const known = this.#own.map(({ runId }) => runId);
    const rows = traces.filter(finished).map((trace) => this.measured(trace));
    this.#own = [...this.#own, ...rows.filter(({ runId }) => !known.includes(runId))];
  }

  score(id: string, right: number, of: number): void {
    const { [id]: before } = this.scores;
    if (before?.right !== right || before.of !== of)
      this.scores = { ...this.scores, [id]: { right, of } };
  }

  /** What is kept of a run, whether it is of this visit or not. */
  measured(trace: Trace): Row {
    const row = this.#known.get(trace) ?? this.measure(trace);
    this.#known.set(trace, row);
    return row;
  }
}

function finished({ end, results }: Trace): boolean {
  return end?.type === 'done' && results.length > 0;
}
