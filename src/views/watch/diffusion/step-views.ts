/** The ways to look at a step, in words. */
import type { StepView } from './step-picture';

export const VIEWS: readonly {
  readonly value: StepView;
  readonly label: string;
  readonly title: string;
}[] = [
  {
    value: 'sample',
    label: 'Sample xₜ',
    title: 'The noisy picture that the network is given.',
  },
  {
    value: 'denoised',
    label: 'Predicted x₀',
    title: 'The clean picture that the network predicts from it.',
  },
  {
    value: 'noise',
    label: 'Noise',
    title: 'Sample minus prediction, in units of sigma: the noise that the network sees.',
  },
  {
    value: 'prompt',
    label: 'Prompt adds',
    title:
      'The prediction with the prompt minus the one without. A guidance scale of w goes w − 1 times further that way.',
  },
  {
    value: 'change',
    label: 'Change',
    title: 'This step’s predicted picture minus that of the step before.',
  },
];
