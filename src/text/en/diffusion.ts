/** What diffusion is called: its words, passes, settings, figures and forks. */
import { plural } from '../plural';

export const diffusion = {
  words: {
    one: 'step',
    many: 'steps',
    lane: 'Diffusion model',
    how: 'the whole picture, again and again',
    model: 'diffusion model',
    does: 'a diffusion model takes the noise out of a whole picture, step by step',
  },
  passes: {
    encode: { label: 'encode', what: 'encoding the prompt', unit: 'token' },
    denoise: { label: 'denoise', what: 'one denoising step', unit: 'evaluation' },
  },
  settings: {
    sampler: {
      label: 'Sampler',
      vary: { label: 'samplers', what: 'Same noise, other ways of taking it out.' },
    },
    schedule: {
      label: 'Schedule',
      names: { karras: 'Karras', flow: 'Flow' },
      vary: {
        label: 'schedules',
        what: 'Same noise, the steps in other places.',
        names: { karras: 'Karras schedule', flow: 'flow, steps even in t' },
      },
    },
    steps: {
      vary: {
        label: 'step counts',
        what: 'Same noise, taken out in fewer and fewer steps.',
        name: (steps: number) => plural(steps, 'step'),
      },
    },
    guidance: {
      hint: '1 is none',
      vary: {
        label: 'guidance scales',
        what: 'Same noise, pushed more or less towards the prompt.',
        name: (value: number) => (value === 1 ? 'no guidance' : `guidance ${value}`),
      },
    },
    style: { label: 'Style' },
  },
  metrics: {
    msPerStep: {
      name: 'per step',
      meaning: 'Mean time of a denoising step, all its evaluations included.',
    },
    imageMs: {
      name: 'picture',
      meaning: 'From the start of the run to the newest step; at the end, to the finished picture.',
    },
    picturesPerMinute: { name: 'pictures', meaning: 'Finished pictures a minute.' },
    encodeMs: { name: 'encode', meaning: 'The one pass of the text encoder over the prompt.' },
    nfe: {
      name: 'NFE',
      meaning:
        'Network function evaluations: steps × evaluations of the sampler × 2 with guidance.',
    },
    bend: {
      name: 'bend',
      meaning:
        'How far the path from noise to picture is from a straight line, read as flow matching: 0 is straight. Noise that is added on the way bends it most.',
    },
    passes: {
      name: 'passes',
      meaning:
        'Forward passes: one of the text encoder, then those of the denoiser. With guidance a pass holds two evaluations.',
    },
    steps: { name: 'steps', meaning: 'Denoising steps of a run.' },
    batch: {
      name: 'batch',
      meaning: 'Evaluations of the network in a pass: one for each picture, two with guidance.',
    },
    pictures: {
      name: 'pictures at once',
      meaning: 'Pictures computed in one pass; the NFE is that of one of them.',
    },
  },
  final: 'a pixel is final once its predicted x₀ is within 1/16 of its last value',
  fork: {
    renoise: (step: number) => `New noise at step ${step}`,
    renoiseWhat:
      'Adds fresh noise to the picture, as much as there is at this step, and takes it out again (image to image).',
    late: 'This late, hardly anything can change.',
  },
  branch: {
    start: 'from the start',
    renoise: (step: number) => `new noise at step ${step}`,
    step: (step: number) => `from step ${step}`,
  },
  changes: { guidance: (value: number) => `guidance ${value}`, style: 'other style' },
  describe: (sampler: string, guidance: number) => `${sampler}, guidance ${guidance}`,
  film: { sample: 'noisy sample', denoised: 'predicted picture', both: 'both, side by side' },
};
