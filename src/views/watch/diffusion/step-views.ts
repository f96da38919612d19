/** The ways to look at a step, in words. */
import { text } from '../../../text/diffusion-views';
import type { StepView } from './step-picture';

const ORDER: readonly StepView[] = ['sample', 'denoised', 'noise', 'prompt', 'change'];

export const VIEWS: readonly {
  readonly value: StepView;
  readonly label: string;
  readonly title: string;
}[] = ORDER.map((value) => ({ value, ...text.steps[value] }));
