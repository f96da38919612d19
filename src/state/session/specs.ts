/** From settings to what each lane's engine is asked, or the reason why it cannot be. */
import { MAX_PROMPT } from '../../core/limits';
import { MECHANISMS } from '../../core/mechanisms';
import type { LanePlan } from '../../core/model';
import type { WireError } from '../../core/errors';
import type { RunSpec } from '../../core/run/run';
import { text } from '../../text/errors';
import type { PageValues } from '../settings/values';

/** @param epoch t = 0 of the run, milliseconds since the Unix epoch */
export function specOf(
  { id, mechanism, values }: LanePlan,
  { prompt, seed, policy }: Pick<PageValues, 'prompt' | 'seed' | 'policy'>,
  epoch: number,
  runId: string,
): RunSpec {
  const common = { lane: id, runId, seed, policy, epoch, prompt: prompt.trim() };
  return MECHANISMS[mechanism].spec(common, values);
}

/** @returns what is wrong with the words, or null when they can run in every lane */
export function checkPrompt(lanes: readonly LanePlan[], page: PageValues): WireError | null {
  const { prompt } = page;
  const { empty, emptyHint, tooLong, tooLongHint, taskTooLong, taskTooLongHint } = text.prompt;
  if (!prompt.trim()) return refused(empty, emptyHint);
  if (prompt.length > MAX_PROMPT)
    return refused(tooLong(prompt.length, MAX_PROMPT), tooLongHint(prompt.length - MAX_PROMPT));
  const longest = Math.max(...lanes.map((lane) => specOf(lane, page, 0, '').prompt.length));
  if (longest > MAX_PROMPT) return refused(taskTooLong(longest, MAX_PROMPT), taskTooLongHint);
  return null;
}

function refused(message: string, hint: string): WireError {
  return { code: 'bad-input', message, hint };
}
