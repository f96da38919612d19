/** What may be asked of the picture model; everything else is refused before a pass runs. */
import { SAMPLERS, SCHEDULES } from '../../core/diffusion/denoise';
import type { DiffusionSpec } from '../../core/diffusion/spec';
import { EngineError } from '../../core/errors';
import { LIMITS, MAX_PROMPT, type Range } from '../../core/limits';
import type { DenoiserManifest } from '../../core/manifest';
import type { RunSpec } from '../../core/run/run';

/** @throws EngineError `bad-input`, naming the first thing that is wrong. */
export function checkSpec(
  given: RunSpec,
  config: Pick<DenoiserManifest['config'], 'styles'>,
): DiffusionSpec {
  if (given.mechanism !== 'diffusion')
    throw bad(`A run of ${given.mechanism} was given to a diffusion model.`);
  const spec = given as DiffusionSpec;
  if (!spec.prompt.trim())
    throw bad('There is no prompt to draw.', 'Type a few words, for example "a green dragon".');
  if (spec.prompt.length > MAX_PROMPT)
    throw bad(
      `The prompt is ${spec.prompt.length} characters long; ${MAX_PROMPT} are allowed.`,
      'Shorten it: the picture model reads about a dozen words.',
    );
  within(LIMITS.seed, spec.seed);
  within(LIMITS.steps, spec.steps);
  within(LIMITS.guidance, spec.guidance);
  within({ label: 'Style', min: 0, max: config.styles.length - 1, whole: true }, spec.style);
  within(LIMITS.batch, spec.batch ?? 1);
  if (spec.from && (spec.batch ?? 1) > 1)
    throw bad(
      'A run that goes on from another makes one picture, not several at once.',
      'The trace of its parent holds one.',
    );
  oneOf('sampler', SAMPLERS, spec.sampler);
  oneOf('schedule', SCHEDULES, spec.schedule);
  return spec;
}

function within({ label, min, max, whole }: Range, value: number): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw bad(
    `${label} is ${value}.`,
    `It can be ${min} to ${max}${whole ? ', whole numbers only' : ''}.`,
  );
}

function oneOf(what: string, known: readonly string[], value: string): void {
  if (!known.includes(value))
    throw bad(`There is no ${what} "${value}".`, `Choose one of ${known.join(', ')}.`);
}

function bad(message: string, hint = ''): EngineError {
  return new EngineError('bad-input', message, hint);
}
