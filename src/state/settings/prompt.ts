/** From what was typed to what each model is given, or the reason why it cannot be. */
import type { WireError } from '../../core/errors';
import { MAX_PROMPT } from '../../core/limits';

const counted = (n: number) => n.toLocaleString('en');

/** The language model's turn of the chat: the task with the words in it; a blank task is the words alone. */
export function chatPrompt(task: string, prompt: string): string {
  const words = prompt.trim();
  // A function, so that a `$` in the words stays one.
  return task.trim() ? task.replaceAll('{prompt}', () => words) : words;
}

/** @returns what is wrong with the words, or null when they can run */
export function checkPrompt(task: string, prompt: string): WireError | null {
  if (!prompt.trim())
    return {
      code: 'bad-input',
      message: 'There are no words to work on yet.',
      hint: 'Type what the text and the picture shall be about, for example: a green dragon.',
    };
  if (prompt.length > MAX_PROMPT)
    return {
      code: 'bad-input',
      message: `The prompt has ${counted(prompt.length)} characters; at most ${counted(MAX_PROMPT)} fit.`,
      hint: `Shorten it by ${counted(prompt.length - MAX_PROMPT)}.`,
    };
  const { length } = chatPrompt(task, prompt);
  if (length > MAX_PROMPT)
    return {
      code: 'bad-input',
      message: `The task with your words in it has ${counted(length)} characters; at most ${counted(MAX_PROMPT)} fit.`,
      hint: 'Shorten the words or the task in the settings.',
    };
  return null;
}
