/** Diffusion: noise is taken out of the whole picture, step by step, towards the caption. */
import { text } from '../../text/diffusion';
import { settledShare } from '../image';
import type { Mechanism } from '../mechanism/mechanism';
import {
  SAMPLER_NAMES,
  type DenoiseStep,
  type NoiseScheduleName,
  type SamplerName,
} from './denoise';
import { film } from './film';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import { SETTINGS } from './settings';
import type { DiffusionSpec, EncodedInput } from './spec';

/** Noise level under which the picture is all but finished; from black to white it is 2. */
const LITTLE = 0.2;

export const diffusion: Mechanism<DiffusionSpec, EncodedInput, DenoiseStep> = {
  id: 'diffusion',
  words: text.words,
  passes: {
    encode: {
      ...text.passes.encode,
      first: true,
      // To the end of the encoder, whatever comes before its pass included.
      alone: ({ imageMs = null, msPerStep = null, steps = null }) =>
        imageMs === null || msPerStep === null || steps === null
          ? null
          : imageMs - msPerStep * steps,
    },
    denoise: {
      ...text.passes.denoise,
      first: false,
      alone: ({ msPerStep }) => msPerStep ?? null,
    },
  },
  settings: SETTINGS,
  suggested(manifest) {
    if (manifest.kind !== 'denoiser') return {};
    const { style = 0, ...defaults } = manifest.config.defaults;
    return { ...defaults, style };
  },
  spec: (common, values) => {
    const batch = Number(values['batch'] ?? 1);
    return {
      ...common,
      mechanism: 'diffusion',
      sampler: String(values['sampler'] ?? SETTINGS.sampler.initial) as SamplerName,
      schedule: String(values['schedule'] ?? SETTINGS.schedule.initial) as NoiseScheduleName,
      steps: Number(values['steps'] ?? SETTINGS.steps.initial),
      guidance: Number(values['guidance'] ?? SETTINGS.guidance.initial),
      style: Number(values['style'] ?? SETTINGS.style.initial),
      ...(batch > 1 ? { batch } : {}),
    };
  },
  valuesOf: ({ sampler, schedule, steps, guidance, style }) => ({
    ...{ sampler, schedule, steps, guidance, style },
  }),

  metrics: METRICS,
  pace: 'msPerStep',
  /** A pixel is final when its predicted x0 is within 1/16 of its last value. */
  settled({ results }) {
    const last = results.at(-1);
    return results.map(({ t, denoised }) => ({
      t,
      share: last ? settledShare(denoised, last.denoised) : 0,
    }));
  },
  final: { when: text.final, atEnd: true },
  /** The step on show is the first that is computed again. */
  continuation({ results }, count) {
    const at = count - 1;
    if (at < 0) return null;
    const step = at + 1;
    const others = [
      {
        kind: 'renoise',
        label: text.fork.renoise(step),
        what: text.fork.renoiseWhat,
      },
    ];
    const late = (results[at]?.sigma ?? 0) < LITTLE;
    return { at, others, note: late ? text.fork.late : '' };
  },
  fork: forkSpec,
  describe: ({ sampler, guidance }) => text.describe(SAMPLER_NAMES[sampler], guidance),
  branch({ spec: { from } }) {
    if (!from) return text.branch.start;
    return text.branch[from.renoise ? 'renoise' : 'step'](from.at + 1);
  },
  changes(parent, spec) {
    const list: string[] = [];
    if (spec.guidance !== parent.guidance) list.push(text.changes.guidance(spec.guidance));
    if (spec.sampler !== parent.sampler) list.push(SAMPLER_NAMES[spec.sampler]);
    if (spec.style !== parent.style) list.push(text.changes.style);
    return list;
  },

  picture: ({ results }, count) => results[count - 1]?.denoised ?? null,
  film,

  asked: ({ steps }) => steps,
};
