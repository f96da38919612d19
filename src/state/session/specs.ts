/** From settings to what each lane's engine is asked, or the reason why it cannot be. */
import { MAX_PROMPT } from '../../core/limits';
import { MECHANISMS } from '../../core/mechanisms';
import type { LanePlan } from '../../core/model';
import type { WireError } from '../../core/errors';
import type { RunSpec } from '../../core/run/run';
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

const counted = (n: number) => n.toLocaleString('en');

/** @returns what is wrong with the words, or null when they can run in every lane */
export function checkPrompt(lanes: readonly LanePlan[], page: PageValues): WireError | null {
  const { prompt } = page;
  if (!prompt.trim())
    return {
      code: 'bad-input',
      message: 'There are no words to work on yet.',
      hint: 'Type what the text and the picture should be about, for example: a red apple.',
    };
  if (prompt.length > MAX_PROMPT)
    return {
      code: 'bad-input',
      message: `The prompt has ${counted(prompt.length)} characters; at most ${counted(MAX_PROMPT)} fit.`,
      hint: `Shorten it by ${counted(prompt.length - MAX_PROMPT)}.`,
    };
  const longest = Math.max(...lanes.map((lane) => specOf(lane, page, 0, '').prompt.length));
  if (longest > MAX_PROMPT)
    return {
      code: 'bad-input',
      message: `The task with your words in it has ${counted(longest)} characters; at most ${counted(MAX_PROMPT)} fit.`,
      hint: 'Shorten the words or the task in the settings.',
    };
  return null;
}
