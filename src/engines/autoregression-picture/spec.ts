/** What may be asked of a picture by tokens; everything else is refused before a pass runs. */
import type { PictureSpec, PictureTrace } from '../../core/autoregression-picture/spec';
import { EngineError } from '../../core/errors';
import { LIMITS, MAX_PROMPT } from '../../core/limits';
import type { PictureByTokensManifest } from '../../core/manifest';
import type { RunSpec } from '../../core/run/run';
import { within } from '../runtime/within';
import { text as words } from '../../text/engines';

const { run: said, fork } = words;

type Config = Pick<PictureByTokensManifest['config'], 'styles' | 'side' | 'codes'>;

/** @throws EngineError `bad-input`, naming the first thing that is wrong. */
export function checkSpec(given: RunSpec, { styles, side, codes }: Config): PictureSpec {
  if (given.mechanism !== 'autoregression-picture')
    throw bad(said.otherMechanism(given.mechanism, said.byTokens));
  const spec = given as PictureSpec;
  if (!spec.prompt.trim()) throw bad(said.noPicture, said.noPictureHint);
  if (spec.prompt.length > MAX_PROMPT)
    throw bad(said.promptLong(spec.prompt.length, MAX_PROMPT), said.promptLongHint);
  within(LIMITS.seed, spec.seed);
  within(LIMITS.temperature, spec.temperature);
  within(LIMITS.topK, spec.topK);
  within(LIMITS.topP, spec.topP);
  within(LIMITS.guidance, spec.guidance);
  within({ label: said.style, min: 0, max: styles.length - 1, whole: true }, spec.style);
  const forced = spec.from?.forced ?? [];
  if (forced.length > side ** 2 || forced.some((id) => id >= codes ** 2)) throw bad(fork.noCell);
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

function bad(message: string, hint = ''): EngineError {
  return new EngineError('bad-input', message, hint);
}
