/**
 * The figures of a picture by tokens. Of a fork they are those of what it computed itself, from the
 * moment at which it left its parent.
 */
import { text } from '../../text/autoregression-picture';
import { RUN_MS, type Metric } from '../measure/metric';
import { PAINT_MS } from '../picture-tokens/mechanism';
import { leftAt, ownMs, ownPasses, ownResults } from '../run/fork';
import type { PictureTrace } from './spec';

type M = Metric<PictureTrace>;

const watched = ['watch', 'compare'] as const;

/** Mean wall time between cells after the first, milliseconds. */
function tpot(trace: PictureTrace): number | null {
  const own = ownResults(trace);
  const [first, last] = [own[0], own.at(-1)];
  return first && last && own.length > 1 ? (last.t - first.t) / (own.length - 1) : null;
}

export const METRICS: readonly M[] = [
  {
    key: 'pictureMs',
    ...text.metrics.pictureMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of: ownMs,
  },
  {
    key: 'ttftMs',
    ...text.metrics.ttftMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of(trace) {
      const first = ownResults(trace)[0];
      return first ? first.t - leftAt(trace) : null;
    },
  },
  {
    key: 'tpotMs',
    ...text.metrics.tpotMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of: tpot,
  },
  {
    key: 'nats',
    ...text.metrics.nats,
    unit: '',
    better: null,
    shown: watched,
    of({ results }) {
      const sum = results.reduce((total, { logprob }) => total - logprob, 0);
      return results.length ? sum / results.length : null;
    },
  },
  {
    key: 'passes',
    ...text.metrics.passes,
    unit: '',
    better: null,
    shown: ['watch'],
    of: (trace) => ownPasses(trace).length,
  },
  PAINT_MS,
  {
    key: 'cells',
    ...text.metrics.cells,
    unit: '',
    better: null,
    shown: [],
    of: ({ results }) => results.length,
  },
  {
    key: 'batch',
    ...text.metrics.batch,
    unit: '',
    better: null,
    shown: [],
    of: (trace) =>
      Math.max(0, ...ownPasses(trace).flatMap(({ kind, size }) => (kind === 'cell' ? [size] : []))),
  },
  RUN_MS,
];
