/** The live runs of this visit, in the tour and in Watch: what the tables of the tour are filled from. */
import type { Trace } from '../../core/run/trace';
import type { Session } from '../session/session.svelte';

export class Visit {
  #own = $state.raw<readonly Trace[]>([]);

  constructor(private readonly session: Pick<Session, 'source' | 'traces' | 'grid'>) {}

  /** Finished, each once, the oldest first. */
  get traces(): readonly Trace[] {
    const { source, traces, grid } = this.session;
    const watched = source === 'live' ? traces : [];
    const cells = grid.cells.flatMap((cell) => Object.values(cell.traces));
    const all = [...this.#own, ...cells, ...watched].filter(({ end }) => end?.type === 'done');
    const ids = all.map(({ spec }) => spec.runId);
    return all.filter((_, i) => ids.indexOf(ids[i] ?? '') === i);
  }

  add(traces: readonly Trace[]): void {
    const known = new Set(this.#own.map(({ spec }) => spec.runId));
    this.#own = [...this.#own, ...traces.filter(({ spec }) => !known.has(spec.runId))];
  }
}
