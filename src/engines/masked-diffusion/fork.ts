/** What a fork keeps of its parent. Computes no pass. */
import type { MaskedSpec, MaskedTrace } from '../../core/masked-diffusion/spec';
import { EngineError } from '../../core/errors';
import { text as words } from '../../text/engines';

const { fork: said } = words;

/** @throws EngineError `bad-input` when the parent is missing, or the fork lies outside it */
export function keptOf({ from }: MaskedSpec, parent: MaskedTrace | null): MaskedTrace['results'] {
  if (!from) return [];
  if (!parent) throw bad(said.noParent);
  const { at } = from;
  const there = parent.results.length;
  if (!(Number.isInteger(at) && at >= 0 && at <= there)) throw bad(said.passes(there, at));
  return parent.results.slice(0, at);
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, said.hint);
}
