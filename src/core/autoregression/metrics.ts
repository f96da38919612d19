/**
 * The figures of an autoregressive run. Of a fork they are those of what it computed itself, from
 * the moment at which it left its parent.
 */
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
    name: 'decode',
    unit: 'tok/s',
    meaning: 'Tokens per second after the first: the pace at which the output is written.',
    better: 'higher',
    shown: watched,
    of(trace) {
      const ms = tpot(trace);
      return ms ? 1000 / ms : null;
    },
  },
  {
    key: 'prefillTokensPerSecond',
    name: 'prefill',
    unit: 'tok/s',
    meaning: 'Tokens of the prompt per second. They are read together, in one pass or a few.',
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
    name: 'TTFT',
    unit: 'ms',
    meaning: 'Time to first token, from the start of the run.',
    better: 'lower',
    shown: watched,
    of(trace) {
      const first = ownResults(trace)[0];
      return first ? first.t - leftAt(trace) : null;
    },
  },
  {
    key: 'tpotMs',
    name: 'TPOT',
    unit: 'ms',
    meaning: 'Time per output token: the mean between two tokens after the first.',
    better: 'lower',
    shown: ['watch'],
    of: tpot,
  },
  {
    key: 'tpotP50Ms',
    name: 'TPOT p50',
    unit: 'ms',
    meaning: 'Time per output token after the first: half of them took less.',
    better: 'lower',
    shown: ['compare'],
    of(trace) {
      const between = gaps(trace);
      return between.length ? quantile(between, 0.5) : null;
    },
  },
  {
    key: 'tpotP95Ms',
    name: 'TPOT p95',
    unit: 'ms',
    meaning: 'Time per output token after the first: 95 of 100 took less.',
    better: 'lower',
    shown: ['compare'],
    of(trace) {
      const between = gaps(trace);
      return between.length ? quantile(between, 0.95) : null;
    },
  },
  {
    key: 'passes',
    name: 'passes',
    unit: '',
    meaning: 'Forward passes of the network: the prefill, then one decode for each more token.',
    better: null,
    shown: ['watch'],
    of: (trace) => ownPasses(trace).length,
  },
  {
    key: 'promptTokens',
    name: 'prompt tokens',
    unit: '',
    meaning: 'Tokens of the prompt, with what the chat template adds.',
    better: null,
    shown: [],
    of: ({ input }) => input?.ids.length ?? 0,
  },
  {
    key: 'tokens',
    name: 'tokens',
    unit: '',
    meaning: 'Tokens of a run.',
    better: null,
    shown: [],
    of: ({ results }) => results.length,
  },
  RUN_MS,
];
