/** What a fork keeps of its parent. Computes no pass. */
import type { MaskedSpec, MaskedTrace } from '../../core/masked-diffusion/spec';
import { EngineError } from '../../core/errors';

/** @throws EngineError `bad-input` when the parent is missing, or the fork lies outside it */
export function keptOf({ from }: MaskedSpec, parent: MaskedTrace | null): MaskedTrace['results'] {
  if (!from) return [];
  if (!parent) throw bad('The run that this one goes on from is not here.');
  const { at } = from;
  const there = parent.results.length;
  if (!(Number.isInteger(at) && at >= 0 && at <= there))
    throw bad(`The run has ${there} passes: none can be kept up to ${at}.`);
  return parent.results.slice(0, at);
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, 'Run again from the start.');
}
