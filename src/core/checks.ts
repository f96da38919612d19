/** Checks of what may come from anyone, and words for what is wrong with it. */
import * as v from 'valibot';
import { text } from '../text/errors';

/** Longest piece of a file that a message repeats. */
const MOST_WORDS = 200;

/**
 * A list of at most so many. How many there are is looked at before what they are: of a million
 * where ten belong, none is read.
 */
export function listOf<T extends v.GenericSchema>(item: T, most: number) {
  return v.pipe(v.array(v.unknown()), v.maxLength(most), v.array(item), v.maxLength(most));
}

/** Where and what is wrong, short, for a sentence. */
export function wrongField(
  issue: v.BaseIssue<unknown>,
  itself: string,
): { field: string; why: string } {
  // The name of a field of a stranger's file can be of any length.
  const field = (v.getDotPath(issue) ?? itself).slice(0, MOST_WORDS);
  const missing = issue.kind === 'schema' && issue.received === 'undefined';
  return { field, why: missing ? text.missing : issue.message.slice(0, MOST_WORDS) };
}
