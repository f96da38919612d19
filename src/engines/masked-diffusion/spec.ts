/** What may be asked of the masked model; everything else is refused before a pass runs. */
import type { MaskedSpec } from '../../core/masked-diffusion/spec';
import { EngineError } from '../../core/errors';
import { LIMITS, MAX_PROMPT } from '../../core/limits';
import type { RunSpec } from '../../core/run/run';
import { within } from '../runtime/within';
import { text as words } from '../../text/engines';

const { run: said } = words;

/** @throws EngineError `bad-input`, naming the first thing that is wrong. */
export function checkSpec(given: RunSpec): MaskedSpec {
  if (given.mechanism !== 'masked-diffusion')
    throw bad(said.otherMechanism(given.mechanism, said.masked));
  const spec = given as MaskedSpec;
  if (!spec.prompt.trim()) throw bad(said.noWord, said.noWordHint);
  for (const text of [spec.prompt, spec.template])
    if (text.length > MAX_PROMPT) throw bad(said.textLong(text.length, MAX_PROMPT), said.shorten);
  within(LIMITS.seed, spec.seed);
  within(LIMITS.passes, spec.passes);
  within(LIMITS.temperature, spec.temperature);
  within(LIMITS.topP, spec.topP);
  within(LIMITS.guidance, spec.guidance);
  within(LIMITS.orderNoise, spec.noise);
  return spec;
}

function bad(message: string, hint = ''): EngineError {
  return new EngineError('bad-input', message, hint);
}
