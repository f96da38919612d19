/** What may be asked of the picture model; everything else is refused before a pass runs. */
import { SAMPLERS, SCHEDULES } from '../../core/diffusion/denoise';
import type { DiffusionSpec } from '../../core/diffusion/spec';
import { EngineError } from '../../core/errors';
import { LIMITS, MAX_PROMPT } from '../../core/limits';
import type { DenoiserManifest } from '../../core/manifest';
import type { RunSpec } from '../../core/run/run';
import { within } from '../runtime/within';
import { text as words } from '../../text/diffusion';
import { text as engines } from '../../text/engines';

const { run: said } = engines;

/** @throws EngineError `bad-input`, naming the first thing that is wrong. */
export function checkSpec(
  given: RunSpec,
  config: Pick<DenoiserManifest['config'], 'styles'>,
): DiffusionSpec {
  if (given.mechanism !== 'diffusion')
    throw bad(said.otherMechanism(given.mechanism, said.diffusion));
  const spec = given as DiffusionSpec;
  if (!spec.prompt.trim()) throw bad(said.noPicture, said.noPictureHint);
  if (spec.prompt.length > MAX_PROMPT)
    throw bad(said.promptLong(spec.prompt.length, MAX_PROMPT), said.promptLongHint);
  within(LIMITS.seed, spec.seed);
  within(LIMITS.steps, spec.steps);
  within(LIMITS.guidance, spec.guidance);
  within({ label: said.style, min: 0, max: config.styles.length - 1, whole: true }, spec.style);
  within(LIMITS.batch, spec.batch ?? 1);
  if (spec.from && (spec.batch ?? 1) > 1) throw bad(said.severalPictures, said.severalPicturesHint);
  oneOf(words.settings.sampler.label, SAMPLERS, spec.sampler);
  oneOf(words.settings.schedule.label, SCHEDULES, spec.schedule);
  return spec;
}

function oneOf(what: string, known: readonly string[], value: string): void {
  if (!known.includes(value)) throw bad(said.notOneOf(what, value), said.choose(known));
}

function bad(message: string, hint = ''): EngineError {
  return new EngineError('bad-input', message, hint);
}
