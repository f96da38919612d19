/** The ways to look at a step, in words. */
import type { NoiseScheduleName } from '../../../core/diffusion/denoise';
import { text } from '../../../text/diffusion-views';
import type { StepView } from './step-picture';

interface Option {
  readonly value: StepView;
  readonly label: string;
  readonly title: string;
}

const among = (...views: readonly StepView[]): readonly Option[] =>
  views.map((value) => ({ value, ...text.steps[value] }));

/** By how the steps are placed: steps even in the time of flow matching are looked at as flow. */
export const VIEWS: Readonly<Record<NoiseScheduleName, readonly Option[]>> = {
  karras: among('sample', 'denoised', 'noise', 'prompt', 'change'),
  flow: among('sample', 'denoised', 'velocity', 'prompt', 'change'),
};

const TWINS: Readonly<Partial<Record<StepView, StepView>>> = {
  noise: 'velocity',
  velocity: 'noise',
};

/** The view that is wanted, or what stands in its place where a run is looked at otherwise. */
export function viewAmong(options: readonly Option[], wanted: StepView): StepView {
  const is = (view: StepView | undefined) => options.some(({ value }) => value === view);
  const twin = TWINS[wanted];
  return !is(wanted) && twin && is(twin) ? twin : wanted;
}
