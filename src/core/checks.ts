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

/** Of JSON: no file of ours is a tenth as deep. */
const MOST_DEPTH = 100;
/** Codes of the signs of JSON that matter here; plain numbers, for a loop over megabytes. */
const SIGN = { quote: 0x22, escape: 0x5c, list: 0x5b, listEnd: 0x5d, map: 0x7b, mapEnd: 0x7d };

/**
 * Whether JSON is nested deeper than any file of ours. Looked at before it is parsed: parsing 30 MB of
 * brackets takes seconds, and what is then thrown away a gigabyte.
 */
export function nestedTooDeep(json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const sign = json.charCodeAt(i);
    if (sign === SIGN.quote) quoted = !quoted;
    else if (sign === SIGN.escape) i++;
    else if (quoted) continue;
    else if (sign === SIGN.list || sign === SIGN.map) {
      if (++depth > MOST_DEPTH) return true;
    } else if (sign === SIGN.listEnd || sign === SIGN.mapEnd) depth--;
  }
  return false;
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
