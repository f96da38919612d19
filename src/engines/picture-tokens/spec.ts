/** What every picture of picture tokens is asked. */
import { EngineError } from '../../core/errors';
import { LIMITS, MAX_PROMPT } from '../../core/limits';
import type { SpecBase } from '../../core/run/run';
import { text as words } from '../../text/engines';
import { within } from '../runtime/within';

const { run: said } = words;

/** @throws EngineError `bad-input` where prompt, seed or style cannot be asked for */
export function checkPrompt(
  { prompt, seed, style }: Pick<SpecBase, 'prompt' | 'seed'> & { readonly style: number },
  { styles }: { readonly styles: readonly string[] },
): void {
  if (!prompt.trim()) throw new EngineError('bad-input', said.noPicture, said.noPictureHint);
  if (prompt.length > MAX_PROMPT)
    throw new EngineError(
      'bad-input',
      said.promptLong(prompt.length, MAX_PROMPT),
      said.promptLongHint,
    );
  within(LIMITS.seed, seed);
  within({ label: said.style, min: 0, max: styles.length - 1, whole: true }, style);
}
