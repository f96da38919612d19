/**
 * The figures of a diffusion run. Of a fork they are those of what it computed itself, from the
 * moment at which it left its parent.
 */
import { leftAt, ownPasses, ownResults } from '../run/fork';
import { RUN_MS, type Metric } from '../measure/metric';
import type { DiffusionTrace } from './spec';

type M = Metric<DiffusionTrace>;

const watched = ['watch', 'compare'] as const;

/** The input where the run read it itself. */
function ownInput(trace: DiffusionTrace): DiffusionTrace['input'] {
  return trace.input && trace.input.t >= leftAt(trace) ? trace.input : null;
}

function imageMs(trace: DiffusionTrace): number | null {
  const last = ownResults(trace).at(-1);
  return last ? last.t - leftAt(trace) : null;
}

/** Pictures in one pass. */
const pictures = ({ spec }: DiffusionTrace) => spec.batch ?? 1;

export const METRICS: readonly M[] = [
  {
    key: 'msPerStep',
    name: 'per step',
    unit: 'ms',
    meaning: 'Mean time of a denoising step, all its evaluations included.',
    better: 'lower',
    shown: watched,
    of(trace) {
      const own = ownResults(trace);
      const last = own.at(-1);
      return last ? (last.t - (ownInput(trace)?.t ?? leftAt(trace))) / own.length : null;
    },
  },
  {
    key: 'imageMs',
    name: 'picture',
    unit: 'ms',
    meaning: 'From the start of the run to the newest step; at the end, to the finished picture.',
    better: 'lower',
    shown: watched,
    of: imageMs,
  },
  {
    key: 'picturesPerMinute',
    name: 'pictures',
    unit: '1/min',
    meaning: 'Finished pictures a minute.',
    better: 'higher',
    shown: ['compare'],
    of(trace) {
      const ms = imageMs(trace);
      // Of finished pictures: half of one is none.
      return trace.end?.type === 'done' && ms ? (pictures(trace) * 60_000) / ms : null;
    },
  },
  {
    key: 'encodeMs',
    name: 'encode',
    unit: 'ms',
    meaning: 'The one pass of the text encoder over the prompt.',
    better: 'lower',
    shown: watched,
    of(trace) {
      const input = ownInput(trace);
      return input ? input.passes.reduce((sum, { ms }) => sum + ms, 0) : null;
    },
  },
  {
    key: 'nfe',
    name: 'NFE',
    unit: '',
    meaning: 'Network function evaluations: steps × evaluations of the sampler × 2 with guidance.',
    better: null,
    shown: watched,
    of: (trace) => ownResults(trace).reduce((sum, { nfe }) => sum + nfe, 0),
  },
  {
    key: 'passes',
    name: 'passes',
    unit: '',
    meaning:
      'Forward passes: one of the text encoder, then those of the denoiser. With guidance a pass holds two evaluations.',
    better: null,
    shown: ['watch'],
    of: (trace) => ownPasses(trace).length,
  },
  {
    key: 'steps',
    name: 'steps',
    unit: '',
    meaning: 'Denoising steps of a run.',
    better: null,
    shown: [],
    of: ({ results }) => results.length,
  },
  {
    key: 'batch',
    name: 'batch',
    unit: '',
    meaning: 'Evaluations of the network in a pass: one for each picture, two with guidance.',
    better: null,
    shown: [],
    of: ({ results }) =>
      Math.max(0, ...results.flatMap(({ passes }) => passes.map(({ size }) => size))),
  },
  {
    key: 'pictures',
    name: 'pictures at once',
    unit: '',
    meaning: 'Pictures computed in one pass; the NFE is that of one of them.',
    better: null,
    shown: [],
    of: pictures,
  },
  RUN_MS,
];
