/** How much the finished runs of many at once differ, lane by lane. Pure. */
import {
  diversityOf,
  pictureDistance,
  textDistance,
  type Diversity,
} from '../../core/measure/diversity';
import { mechanismOf } from '../../core/mechanisms';
import type { Modality } from '../../core/ids';
import type { Trace } from '../../core/run/trace';

export interface LaneDiversity extends Diversity {
  readonly lane: string;
  readonly modality: Modality;
}

/** @param cells traces by lane */
export function diversities(cells: readonly Readonly<Record<string, Trace>>[]): LaneDiversity[] {
  const lanes = [...new Set(cells.flatMap((cell) => Object.keys(cell)))].sort();
  return lanes.flatMap((lane) => {
    const traces = cells.flatMap((cell) => cell[lane] ?? []);
    const found = among(traces.filter(({ end }) => end?.type === 'done'));
    return found ? [{ lane, ...found }] : [];
  });
}

function among(traces: readonly Trace[]): (Diversity & { modality: Modality }) | null {
  const pictures = traces.flatMap(
    (trace) => mechanismOf(trace).picture?.(trace, trace.results.length) ?? [],
  );
  if (pictures.length) return of('picture', diversityOf(pictures, pictureDistance));
  const texts = traces.flatMap(
    (trace) => mechanismOf(trace).text?.(trace, trace.results.length) ?? [],
  );
  return of('text', diversityOf(texts, textDistance));
}

function of(modality: Modality, found: Diversity | null) {
  return found && { ...found, modality };
}
