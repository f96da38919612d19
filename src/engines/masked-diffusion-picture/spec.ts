/** What may be asked of a masked picture; everything else is refused before a pass runs. */
import type {
  MaskedPictureSpec,
  MaskedPictureTrace,
} from '../../core/masked-diffusion-picture/spec';
import { EngineError } from '../../core/errors';
import { LIMITS } from '../../core/limits';
import type { MaskedPictureManifest } from '../../core/manifest';
import type { RunSpec } from '../../core/run/run';
import { text as words } from '../../text/engines';
import { checkPrompt } from '../picture-tokens/spec';
import { within } from '../runtime/within';

const { run: said, fork } = words;

type Config = Pick<MaskedPictureManifest['config'], 'styles' | 'side' | 'codes'>;

/** @throws EngineError `bad-input`, naming the first thing that is wrong. */
export function checkSpec(given: RunSpec, config: Config): MaskedPictureSpec {
  if (given.mechanism !== 'masked-diffusion-picture')
    throw new EngineError('bad-input', said.otherMechanism(given.mechanism, said.maskedPicture));
  const spec = given as MaskedPictureSpec;
  checkPrompt(spec, config);
  within(LIMITS.passes, spec.passes);
  within(LIMITS.temperature, spec.temperature);
  within(LIMITS.topP, spec.topP);
  within(LIMITS.guidance, spec.guidance);
  within(LIMITS.orderNoise, spec.noise);
  const { side, codes } = config;
  const put = spec.from?.put ?? [];
  if (put.some(({ place, id }) => place >= side ** 2 || id >= codes ** 2))
    throw new EngineError('bad-input', fork.noCell);
  return spec;
}

/** @throws EngineError `bad-input` when the parent is missing, or the fork lies outside it */
export function keptOf(
  { from }: MaskedPictureSpec,
  parent: MaskedPictureTrace | null,
): MaskedPictureTrace['results'] {
  if (!from) return [];
  if (!parent) throw new EngineError('bad-input', fork.noParent, fork.hint);
  const { at } = from;
  const there = parent.results.length;
  if (!(Number.isInteger(at) && at >= 0 && at <= there))
    throw new EngineError('bad-input', fork.passes(there, at), fork.hint);
  return parent.results.slice(0, at);
}
