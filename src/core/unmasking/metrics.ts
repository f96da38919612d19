/** Figures of a model that fills in by unmasking. Of a fork they are those of what it computed itself. */
import { text } from '../../text/unmasking';
import type { Metric } from '../measure/metric';
import { msPerResult, ownPasses, ownResults } from '../run/fork';
import type { InputBase, SpecBase } from '../run/run';
import type { Trace } from '../run/trace';
import type { UnmaskingPass } from './pass';

type M = Metric<Trace<SpecBase, InputBase, UnmaskingPass>>;

export const MS_PER_PASS: M = {
  key: 'msPerPass',
  ...text.metrics.msPerPass,
  unit: 'ms',
  better: 'lower',
  shown: ['watch', 'compare'],
  of: msPerResult,
};

/** In files, and how many passes in Watch. */
export const COUNTS: readonly M[] = [
  {
    key: 'remasked',
    ...text.metrics.remasked,
    unit: '',
    better: null,
    shown: [],
    of: (trace) => ownResults(trace).reduce((sum, { remasked }) => sum + remasked.length, 0),
  },
  {
    key: 'passes',
    ...text.metrics.passes,
    unit: '',
    better: null,
    shown: ['watch'],
    of: (trace) => ownResults(trace).length,
  },
  {
    key: 'batch',
    ...text.metrics.batch,
    unit: '',
    better: null,
    shown: [],
    of: (trace) =>
      Math.max(
        0,
        ...ownPasses(trace).flatMap(({ kind, size }) => (kind === 'unmask' ? [size] : [])),
      ),
  },
];
