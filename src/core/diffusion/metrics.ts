/**
 * The figures of a diffusion run. Of a fork they are those of what it computed itself, from the
 * moment at which it left its parent.
 */
import { text } from '../../text/diffusion';
import { msPerResult, ownInput, ownMs, ownPasses, ownResults, reused } from '../run/fork';
import { RUN_MS, type Metric } from '../measure/metric';
import { bendOf, pathOf } from './flow';
import type { DiffusionTrace } from './spec';

type M = Metric<DiffusionTrace>;

const watched = ['watch', 'compare'] as const;

/** Pictures in one pass. */
const pictures = ({ spec }: DiffusionTrace) => spec.batch ?? 1;

export const METRICS: readonly M[] = [
  {
    key: 'msPerStep',
    ...text.metrics.msPerStep,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of: msPerResult,
  },
  {
    key: 'imageMs',
    ...text.metrics.imageMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of: ownMs,
  },
  {
    key: 'picturesPerMinute',
    ...text.metrics.picturesPerMinute,
    unit: '1/min',
    better: 'higher',
    shown: ['compare'],
    of(trace) {
      const ms = ownMs(trace);
      // Of finished pictures: half of one is none.
      return trace.end?.type === 'done' && ms ? (pictures(trace) * 60_000) / ms : null;
    },
  },
  {
    key: 'encodeMs',
    ...text.metrics.encodeMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of(trace) {
      const input = ownInput(trace);
      return input ? input.passes.reduce((sum, { ms }) => sum + ms, 0) : null;
    },
  },
  {
    key: 'nfe',
    ...text.metrics.nfe,
    unit: '',
    better: null,
    shown: watched,
    of: (trace) => ownResults(trace).reduce((sum, { nfe }) => sum + nfe, 0),
  },
  {
    key: 'bend',
    ...text.metrics.bend,
    unit: '',
    better: null,
    shown: ['compare'],
    of: (trace) => bendOf(pathOf(trace, reused(trace.spec))),
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
    key: 'steps',
    ...text.metrics.steps,
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
    of: ({ results }) =>
      Math.max(0, ...results.flatMap(({ passes }) => passes.map(({ size }) => size))),
  },
  {
    key: 'pictures',
    ...text.metrics.pictures,
    unit: '',
    better: null,
    shown: [],
    of: pictures,
  },
  RUN_MS,
];
