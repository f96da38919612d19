/** Diffusion: noise is taken out of the whole picture, step by step, towards the caption. */
import { settledShare } from '../image';
import type { Mechanism } from '../mechanism/mechanism';
import { AXES } from './bench';
import { codec, version1 } from './codec';
import { costs } from './cost';
import {
  SAMPLER_NAMES,
  snr,
  type DenoiseStep,
  type NoiseScheduleName,
  type SamplerName,
} from './denoise';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import { SETTINGS } from './settings';
import { specSchema, type DiffusionSpec, type EncodedInput } from './spec';

export const diffusion: Mechanism<DiffusionSpec, EncodedInput, DenoiseStep> = {
  id: 'diffusion',
  words: {
    one: 'step',
    many: 'steps',
    lane: 'Diffusion model',
    how: 'the whole picture, again and again',
    model: 'diffusion model',
  },
  passes: {
    encode: {
      label: 'encode',
      what: 'encoding the prompt',
      unit: 'token',
      first: true,
      // To the end of the encoder, whatever comes before its pass included.
      alone: ({ imageMs, msPerStep, steps }) =>
        imageMs != null && msPerStep != null && steps != null ? imageMs - msPerStep * steps : null,
    },
    denoise: {
      label: 'denoise',
      what: 'one denoising step',
      unit: 'evaluation',
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
  specSchema,
  codec,
  version1,

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
  fork: forkSpec,
  describe: ({ sampler, guidance }) => `${SAMPLER_NAMES[sampler]}, guidance ${guidance}`,
  cite: ({ spec, results }) =>
    `${SAMPLER_NAMES[spec.sampler]}, ${spec.schedule} schedule, ` +
    `${results.length} of ${spec.steps} steps, guidance ${spec.guidance}, style ${spec.style}`,
  branch({ spec: { from } }) {
    if (!from) return 'from the start';
    return from.renoise ? `new noise at step ${from.at + 1}` : `from step ${from.at + 1}`;
  },
  changes(parent, spec) {
    const list: string[] = [];
    if (spec.guidance !== parent.guidance) list.push(`guidance ${spec.guidance}`);
    if (spec.sampler !== parent.sampler) list.push(SAMPLER_NAMES[spec.sampler]);
    if (spec.style !== parent.style) list.push('other style');
    return list;
  },

  picture: ({ results }, count) => results[count - 1]?.denoised ?? null,
  numbers: ({ input, results }) => ({
    encoded: input && { pieces: input.pieces, cut: input.cut, passes: input.passes, t: input.t },
    steps: results.map(({ index, sigma, sigmaNext, nfe, passes, t }) => ({
      ...{ index, sigma, sigmaNext, snr: snr(sigma), nfe, passes, t },
    })),
  }),
  table: {
    name: 'steps',
    heads: ['index', 'sigma', 'sigma_next', 'snr', 'nfe', 'passes', 'passes_ms', 't_ms'],
    row: ({ index, sigma, sigmaNext, nfe, passes, t }) => [
      ...[index, sigma, sigmaNext, snr(sigma), nfe, passes.length],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },

  axes: AXES,
  benchValues: {},
  benchAsks: ['steps', 'guidance'],
  asked: ({ steps }) => steps,
  costs,
  precision: { webgpu: 'f32', wasm: 'f32' },
};
