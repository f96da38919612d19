/**
 * The figures of an autoregressive run. Of a fork they are those of what it computed itself, from
 * the moment at which it left its parent.
 */
import { text } from '../../text/autoregression';
import { quantile } from '../measure/stats';
import { leftAt, ownPasses, ownResults } from '../run/fork';
import { RUN_MS, type Metric } from '../measure/metric';
import type { AutoregressionTrace } from './spec';

type M = Metric<AutoregressionTrace>;

const watched = ['watch', 'compare'] as const;

/** Wall time between tokens after the first, milliseconds. */
function gaps(trace: AutoregressionTrace): number[] {
  const own = ownResults(trace);
  return own.slice(1).map(({ t }, i) => t - (own[i]?.t ?? t));
}

function tpot(trace: AutoregressionTrace): number | null {
  const between = gaps(trace);
  return between.length ? between.reduce((sum, gap) => sum + gap, 0) / between.length : null;
}

export const METRICS: readonly M[] = [
  {
    key: 'decodeTokensPerSecond',
    ...text.metrics.decodeTokensPerSecond,
    unit: 'tok/s',
    better: 'higher',
    shown: watched,
    of(trace) {
      const ms = tpot(trace);
      return ms ? 1000 / ms : null;
    },
  },
  {
    key: 'prefillTokensPerSecond',
    ...text.metrics.prefillTokensPerSecond,
    unit: 'tok/s',
    better: 'higher',
    shown: watched,
    of(trace) {
      const prefill = (ownResults(trace)[0]?.passes ?? []).filter(({ kind }) => kind === 'prefill');
      const ms = prefill.reduce((sum, pass) => sum + pass.ms, 0);
      const size = prefill.reduce((sum, pass) => sum + pass.size, 0);
      return ms > 0 ? (size / ms) * 1000 : null;
    },
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
    shown: ['watch'],
    of: tpot,
  },
  {
    key: 'tpotP50Ms',
    ...text.metrics.tpotP50Ms,
    unit: 'ms',
    better: 'lower',
    shown: ['compare'],
    of(trace) {
      const between = gaps(trace);
      return between.length ? quantile(between, 0.5) : null;
    },
  },
  {
    key: 'tpotP95Ms',
    ...text.metrics.tpotP95Ms,
    unit: 'ms',
    better: 'lower',
    shown: ['compare'],
    of(trace) {
      const between = gaps(trace);
      return between.length ? quantile(between, 0.95) : null;
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
  {
    key: 'promptTokens',
    ...text.metrics.promptTokens,
    unit: '',
    better: null,
    shown: [],
    of: ({ input }) => input?.ids.length ?? 0,
  },
  {
    key: 'tokens',
    ...text.metrics.tokens,
    unit: '',
    better: null,
    shown: [],
    of: ({ results }) => results.length,
  },
  RUN_MS,
];
