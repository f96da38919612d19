/** A family of runs as a tree, and each branch in words. */
import type { LanguageFork, RunSpec } from '../../../core/run/run';
import type { Trace } from '../../../core/run/trace';
import { SAMPLER_NAMES } from '../../../state/words';
import { visible } from '../../../core/autoregression/pieces';

export interface Branch {
  readonly trace: Trace;
  /** 0 for a run from the start. */
  readonly depth: number;
  /** Where and how it leaves its parent: "token 5: ·blue". */
  readonly label: string;
}

/** Parents before their children, in the order they were made; one whose parent is gone is a root. */
export function branches(family: readonly Trace[]): Branch[] {
  const list: Branch[] = [];
  const known = new Set(family.map(({ spec }) => spec.runId));
  const add = (trace: Trace, parent: Trace | null, depth: number) => {
    list.push({ trace, depth, label: labelOf(trace, parent) });
    for (const child of family)
      if (child !== trace && child.spec.from?.runId === trace.spec.runId)
        add(child, trace, depth + 1);
  };
  for (const trace of family) {
    const { from, runId } = trace.spec;
    if (!from || from.runId === runId || !known.has(from.runId)) add(trace, null, 0);
  }
  return list;
}

function labelOf(trace: Trace, parent: Trace | null): string {
  const { spec } = trace;
  if (!spec.from) return 'from the start';
  const changed = parent ? changes(parent.spec, spec) : '';
  if (spec.lane === 'language')
    return [tokenFork(spec.from, trace), changed].filter(Boolean).join(', ');
  const { at, renoise } = spec.from;
  const how = renoise ? `new noise at step ${at + 1}` : `from step ${at + 1}`;
  return [how, changed].filter(Boolean).join(', ');
}

function tokenFork({ at, forced, text }: LanguageFork, { tokens }: Trace): string {
  if (text !== undefined) return `edited from token ${at + 1}`;
  const given = forced.length ? tokens[at] : undefined;
  if (!given) return `from token ${at + 1}`;
  return `token ${at + 1}: ${visible(given.piece)
    .map((glyph) => glyph.text)
    .join('')}`;
}

/** What is not as in the parent. */
function changes(parent: RunSpec, spec: RunSpec): string {
  const list: string[] = [];
  if (spec.prompt !== parent.prompt) list.push('other words');
  if (spec.seed !== parent.seed) list.push(`seed ${spec.seed}`);
  if (spec.lane === 'language' && parent.lane === 'language') {
    if (JSON.stringify(spec.sampling) !== JSON.stringify(parent.sampling))
      list.push('other sampling');
  } else if (spec.lane === 'diffusion' && parent.lane === 'diffusion') {
    if (spec.guidance !== parent.guidance) list.push(`guidance ${spec.guidance}`);
    if (spec.sampler !== parent.sampler) list.push(SAMPLER_NAMES[spec.sampler]);
    if (spec.style !== parent.style) list.push('other style');
  }
  return list.join(', ');
}
