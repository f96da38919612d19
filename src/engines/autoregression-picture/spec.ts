/** What may be asked of a picture by tokens; everything else is refused before a pass runs. */
import type { PictureSpec, PictureTrace } from '../../core/autoregression-picture/spec';
import { EngineError } from '../../core/errors';
import { LIMITS } from '../../core/limits';
import type { PictureByTokensManifest } from '../../core/manifest';
import type { RunSpec } from '../../core/run/run';
import { checkPrompt } from '../picture-tokens/spec';
import { within } from '../runtime/within';
import { text as words } from '../../text/engines';

const { run: said, fork } = words;

type Config = Pick<PictureByTokensManifest['config'], 'styles' | 'side' | 'codes'>;

/** @throws EngineError `bad-input`, naming the first thing that is wrong. */
export function checkSpec(given: RunSpec, config: Config): PictureSpec {
  if (given.mechanism !== 'autoregression-picture')
    throw new EngineError('bad-input', said.otherMechanism(given.mechanism, said.byTokens));
  const spec = given as PictureSpec;
  checkPrompt(spec, config);
  within(LIMITS.temperature, spec.temperature);
  within(LIMITS.topK, spec.topK);
  within(LIMITS.topP, spec.topP);
  within(LIMITS.guidance, spec.guidance);
  const { side, codes } = config;
  const forced = spec.from?.forced ?? [];
  if (forced.length > side ** 2 || forced.some((id) => id >= codes ** 2))
    throw new EngineError('bad-input', fork.noCell);
  return spec;
}

/** Cells that a fork keeps of its parent. @throws EngineError `bad-input` where there are none such */
export function keptOf(
  { from }: PictureSpec,
  parent: PictureTrace | null,
  side: number,
): PictureTrace['results'] {
  if (!from) return [];
  if (!parent) throw new EngineError('bad-input', fork.noParent, fork.hint);
  const { at } = from;
  const there = Math.min(parent.results.length, side ** 2 - 1);
  if (!(Number.isInteger(at) && at >= 0 && at <= there))
    throw new EngineError('bad-input', fork.cells(there, at), fork.hint);
  return parent.results.slice(0, at);
}
