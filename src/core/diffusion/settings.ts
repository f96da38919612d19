/** What can be set of a diffusion model: its sampler, its guidance and its style. */
import { text } from '../../text/diffusion';
import { LIMITS } from '../limits';
import type { Settings } from '../mechanism/settings';
import {
  SAMPLER_NAMES,
  SAMPLERS,
  SCHEDULES,
  type NoiseScheduleName,
  type SamplerName,
} from './denoise';

/** From enough to one pass. */
const FEW_STEPS = [16, 8, 4, 2, 1];

/** The keys are those of the address and never change. */
export const SETTINGS = {
  sampler: {
    kind: 'choice',
    label: text.settings.sampler.label,
    hint: '',
    choices: SAMPLERS,
    names: SAMPLER_NAMES,
    initial: 'euler-ancestral',
    vary: {
      ...text.settings.sampler.vary,
      values: SAMPLERS,
      name: (value) => SAMPLER_NAMES[value as SamplerName] ?? String(value),
    },
  },
  schedule: {
    kind: 'choice',
    label: text.settings.schedule.label,
    hint: '',
    choices: SCHEDULES,
    names: text.settings.schedule.names,
    initial: 'karras',
    vary: {
      ...text.settings.schedule.vary,
      values: SCHEDULES,
      name: (value) => text.settings.schedule.vary.names[value as NoiseScheduleName] ?? '',
    },
  },
  steps: {
    kind: 'number',
    label: LIMITS.steps.label,
    hint: '',
    range: LIMITS.steps,
    step: 1,
    initial: 20,
    vary: {
      ...text.settings.steps.vary,
      values: FEW_STEPS,
      name: (value) => text.settings.steps.vary.name(Number(value)),
    },
  },
  guidance: {
    kind: 'number',
    label: LIMITS.guidance.label,
    hint: text.settings.guidance.hint,
    range: LIMITS.guidance,
    step: 0.5,
    initial: 3,
    vary: {
      ...text.settings.guidance.vary,
      values: [1, 2, 3, 5, 8, 12],
      name: (value) => text.settings.guidance.vary.name(Number(value)),
    },
  },
  style: {
    kind: 'list',
    label: text.settings.style.label,
    hint: '',
    initial: 0,
    options: (manifest) => (manifest?.kind === 'denoiser' ? manifest.config.styles : []),
  },
} as const satisfies Settings;
