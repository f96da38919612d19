/** What can be set of a diffusion model: its sampler, its guidance and its style. */
import { text } from '../../text/diffusion';
import { LIMITS } from '../limits';
import type { Settings } from '../mechanism/settings';
import { SAMPLER_NAMES, SAMPLERS, SCHEDULES, type SamplerName } from './denoise';

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
