/** Numbers and what they count, in the language of the page. */
import { language, localised } from './language';

/**
 * "1 token", "2,048 tokens".
 * @param many where it is not `one` with an s, as in English
 */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${counted(n)} ${n === 1 ? one : many}`;
}

/** A number as it stands in a sentence: "2,048". */
export function counted(n: number): string {
  // Formatting by locale is slow, and some sentences are said anew in every frame.
  return n < 1000 ? localised(String(n)) : n.toLocaleString(language());
}
