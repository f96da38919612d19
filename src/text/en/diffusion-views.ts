/** What the Watch view shows of a model that paints a picture out of noise. */
import { plural } from '../plural';

export const views = {
  canvas: {
    legend: 'What is shown of each step',
    empty: 'The picture appears here, out of noise.',
    none: 'No step was run.',
    waiting: 'Waiting for the first step.',
    stopped: 'stopped by you',
    failed: (message: string) => `ended by an error: ${message}`,
    finished: 'finished',
    finishedPicture: (prompt: string, steps: number) =>
      `The finished picture for “${prompt}”, after ${steps} steps.`,
    sample: (number: number, total: number, sigma: string, noise: string) =>
      `Sample at step ${number} of ${total}, sigma ${sigma}: ${noise}.`,
    denoised: (number: number, total: number, sigma: string) =>
      `Picture predicted at step ${number} of ${total} from a sample of sigma ${sigma}.`,
    noise: (number: number, total: number, sigma: string) =>
      `Noise that the network sees at step ${number} of ${total}, sigma ${sigma}.`,
    velocity: (number: number, total: number) =>
      `Velocity of the flow at step ${number} of ${total}.`,
    prompt: (number: number, total: number) =>
      `What the prompt adds to the prediction at step ${number} of ${total}.`,
    change: (number: number, total: number) =>
      `What step ${number} of ${total} changed of the predicted picture.`,
    look: 'Look at the pixels',
  },
  prompt: {
    title: 'Prompt',
    size: (tokens: number, cut: boolean) => `${plural(tokens, 'token')}${cut ? ', cut short' : ''}`,
    cut: 'The text encoder takes no more: words after these had no influence on the picture.',
  },
  steps: {
    sample: { label: 'Sample xₜ', title: 'The noisy picture that the network is given.' },
    denoised: {
      label: 'Predicted x₀',
      title: 'The clean picture that the network predicts from it.',
    },
    noise: {
      label: 'Noise',
      title: 'Sample minus prediction, in units of sigma: the noise that the network sees.',
    },
    velocity: {
      label: 'Velocity',
      title:
        'Read as flow matching: where each pixel goes from here, picture minus noise as the network sees them.',
    },
    prompt: {
      label: 'Prompt adds',
      title:
        'The prediction with the prompt minus the one without. A guidance scale of w goes w − 1 times further that way.',
    },
    change: {
      label: 'Change',
      title: 'This step’s predicted picture minus that of the step before.',
    },
  },
  absence: {
    first: 'This is the first step: there is none before it.',
    noGuidance: 'Without guidance there is no prediction without the prompt to compare with.',
    notStored: 'This run holds no prediction without the prompt.',
    noPicture: 'This step holds no picture that can be drawn.',
  },
  noise: {
    almostOnly: 'almost only noise',
    more: 'more noise than picture',
    less: 'more picture than noise',
    almostNone: 'almost no noise',
  },
  facts: {
    step: 'step',
    of: (number: number, total: number) => `${number} of ${total}`,
    sigma: 'sigma',
    sigmaMeans: 'Standard deviation of the noise in the sample; black is -1, white is 1.',
    snr: 'SNR',
    snrMeans: 'Signal-to-noise ratio: variance of the picture over variance of the noise.',
    time: 't',
    timeMeans: 'Time of flow matching, 1 / (1 + sigma): 0 is pure noise, 1 the picture.',
    guidance: 'guidance',
    guidanceMeans: 'How far the prediction is pushed away from the one without the prompt.',
    noGuidance: 'none',
    sampler: 'sampler',
    schedule: 'schedule',
  },
  sigma: {
    axis: 'noise level σ',
    snr: 'SNR',
    step1: 'step 1',
    mark: (sigma: string) => `σ ${sigma}`,
    /** @param snr null where there is none */
    label: (number: number, total: number, sigma: string, snr: string | null) =>
      `Noise level sigma at each step. Step ${number} of ${total}: ${sigma}.${snr === null ? '' : ` Signal-to-noise ratio ${snr}.`}`,
    none: 'Noise level sigma at each step; no step yet.',
  },
  film: {
    title: (denoised: boolean) => `${denoised ? 'Predicted x₀' : 'Sample xₜ'} at each step`,
    label: 'Steps',
    step: (number: number, sigma: string) => `Step ${number}, sigma ${sigma}`,
  },
  scale: {
    spoken: (bound: string) => `From minus to plus ${bound}.`,
    means: 'Each colour by itself: mid grey is no difference, light is more of it, dark is less.',
  },
  /** What stands behind it is in an area of its own. */
  words: 'Which word drives which pixels',
};
