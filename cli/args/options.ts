/** What the command lines have in common: reading options, checking values, saying what is wrong. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Range } from '../../src/core/limits';

export const GPUS = ['auto', 'real', 'software'] as const;

/** Wrong use of the command line; the message is for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError on an option that is unknown or lacks its value */
export function optionsOf<const T extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * The command line as read; ends the process where it asks for help or is wrong.
 * @param read gives null where help is asked for. @throws UsageError
 */
export function argsOrExit<T>(read: (argv: string[]) => T | null, usage: string): T {
  try {
    const args = read(process.argv.slice(2));
    if (args) return args;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // What is wrong comes last, where it is seen.
    process.stderr.write(`${usage}\n\n${error.message}\n`);
    process.exit(2);
  }
}

/** The number as it was given. @throws UsageError outside the range */
export function inRange(key: string, value: string, range: Range): string {
  const number = value.trim() ? Number(value) : NaN;
  const inside = number >= range.min && number <= range.max;
  if (inside && (!range.whole || Number.isInteger(number))) return value.trim();
  const kind = range.whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${key} ${value}: ${kind} from ${range.min} to ${range.max}.`);
}

/** @throws UsageError on another name */
export function oneOf<T extends string>(key: string, value: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${key} ${value}: one of ${names.join(', ')}.`);
}
