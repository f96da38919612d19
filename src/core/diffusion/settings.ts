/** What can be set of a diffusion model: its sampler, its guidance and its style. */
import { LIMITS } from '../limits';
import type { Settings } from '../mechanism/settings';
import { SAMPLER_NAMES, SAMPLERS, SCHEDULES, type SamplerName } from './denoise';

/** The keys are those of the address and never change. */
export const SETTINGS = {
  sampler: {
    kind: 'choice',
    label: 'Sampler',
    hint: '',
    choices: SAMPLERS,
    names: SAMPLER_NAMES,
    initial: 'euler-ancestral',
    vary: {
      label: 'samplers',
      what: 'Same noise, other ways of taking it out.',
      values: SAMPLERS,
      name: (value) => SAMPLER_NAMES[value as SamplerName] ?? String(value),
    },
  },
  schedule: {
    kind: 'choice',
    label: 'Schedule',
    hint: '',
    choices: SCHEDULES,
    names: { karras: 'Karras', flow: 'Flow' },
    initial: 'karras',
  },
  steps: {
    kind: 'number',
    label: LIMITS.steps.label,
    hint: '',
    range: LIMITS.steps,
    step: 1,
    initial: 20,
  },
  guidance: {
    kind: 'number',
    label: LIMITS.guidance.label,
    hint: '1 is none',
    range: LIMITS.guidance,
    step: 0.5,
    initial: 3,
    vary: {
      label: 'guidance scales',
      what: 'Same noise, pushed more or less towards the prompt.',
      values: [1, 2, 3, 5, 8, 12],
      name: (value) => (value === 1 ? 'no guidance' : `guidance ${value}`),
    },
  },
  style: {
    kind: 'list',
    label: 'Style',
    hint: '',
    initial: 0,
    options: (manifest) => (manifest?.kind === 'denoiser' ? manifest.config.styles : []),
  },
} as const satisfies Settings;
