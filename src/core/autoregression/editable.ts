/** The text of a run as a person edits it. Apart from `text`: the first look at the page needs none. */
import { isSpecial } from '../pieces';
import type { AutoregressionTrace } from './spec';
import { textOf } from './text';

/**
 * The answer so far as a person may edit it: where typed control tokens are such, those in it are
 * spelled, or an edit would lose them. The one that ended the answer is left out, since it is to go on.
 */
export function editableText(trace: AutoregressionTrace, count: number): string {
  if (!trace.spec.controlTokens) return textOf(trace, count);
  const { results, end } = trace;
  const stopped = end?.type === 'done' && end.reason === 'stop' && count === results.length;
  return results
    .slice(0, stopped ? count - 1 : count)
    .map(({ text, piece }) => (text === '' && isSpecial(piece) ? piece : text))
    .join('');
}
