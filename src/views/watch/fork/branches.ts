/** A family of runs as a tree, and each branch in words. */
import { mechanismOf } from '../../../core/mechanisms';
import type { Trace } from '../../../core/run/trace';

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
  const how = mechanismOf(trace).branch(trace);
  return [how, ...(trace.spec.from && parent ? changes(parent, trace) : [])].join(', ');
}

/** What is not as in the parent. */
function changes(parent: Trace, trace: Trace): string[] {
  const list: string[] = [];
  const { prompt, seed, mechanism } = trace.spec;
  if (prompt !== parent.spec.prompt) list.push('other words');
  if (seed !== parent.spec.seed) list.push(`seed ${seed}`);
  // A family is of one mechanism; a file may say otherwise.
  if (mechanism === parent.spec.mechanism)
    list.push(...mechanismOf(trace).changes(parent.spec, trace.spec));
  return list;
}
