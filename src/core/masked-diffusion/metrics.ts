/**
 * The figures of a masked text. Of a fork they are those of what it computed itself, from the moment
 * at which it left its parent.
 */
import { text } from '../../text/masked-diffusion';
import { ownMs, ownPasses } from '../run/fork';
import { RUN_MS, type Metric } from '../measure/metric';
import { COUNTS, MS_PER_PASS } from '../unmasking/metrics';
import { placesAt } from './places';
import type { MaskedTrace } from './spec';

type M = Metric<MaskedTrace>;

const watched = ['watch', 'compare'] as const;

/** Decided tokens up to the end of the text, that one left out; given ones are none of the model's. */
function tokens(trace: MaskedTrace): number {
  const endId = trace.input?.endId;
  return placesAt(trace, trace.results.length).filter(
    ({ id, state, after }) => id !== null && id !== endId && state !== 'fixed' && !after,
  ).length;
}

export const METRICS: readonly M[] = [
  MS_PER_PASS,
  {
    key: 'textMs',
    ...text.metrics.textMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of: ownMs,
  },
  {
    key: 'maskedTokensPerSecond',
    ...text.metrics.maskedTokensPerSecond,
    unit: 'tok/s',
    better: 'higher',
    shown: ['compare'],
    of(trace) {
      const ms = ownMs(trace);
      // Of a whole text: where it ends is not known before.
      return trace.end?.type === 'done' && ms ? (tokens(trace) / ms) * 1000 : null;
    },
  },
  {
    key: 'depth',
    ...text.metrics.depth,
    unit: '',
    better: null,
    shown: watched,
    of: (trace) => ownPasses(trace).length,
  },
  {
    key: 'tokens',
    ...text.metrics.tokens,
    unit: '',
    better: null,
    shown: watched,
    of: tokens,
  },
  ...COUNTS,
  RUN_MS,
];
