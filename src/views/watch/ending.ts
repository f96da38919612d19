/** How a run ended, in a few words; empty while it goes on. */
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/ending';

export function endingOf(end: Trace['end']): string {
  if (!end) return '';
  if (end.type === 'aborted') return text.stopped;
  if (end.type === 'error') return text.failed(end.error.message);
  return text.complete;
}
