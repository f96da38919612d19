/** From the words to what the model is asked, and back. */

/** Stands for the words in a task. */
const WORDS = '{prompt}';
export const DEFAULT_TASK = `Describe ${WORDS} in two sentences.`;

/**
 * The user's turn of the chat: the task with the words in it. A blank task is the words alone, and
 * so is the default one where the words are a question already.
 */
export function chatPrompt(task: string, prompt: string): string {
  const words = prompt.trim();
  if (!task.trim() || (task === DEFAULT_TASK && words.endsWith('?'))) return words;
  // A function, so that a `$` in the words stays one.
  return task.replaceAll(WORDS, () => words);
}

/** The task that gives this turn for these words. */
export function taskOf(asked: string, prompt: string): string {
  if (chatPrompt(DEFAULT_TASK, prompt) === asked) return DEFAULT_TASK;
  const task = prompt ? asked.replaceAll(prompt, () => WORDS) : asked;
  return chatPrompt(task, prompt) === asked ? task : asked;
}
