/** Writes the files of a run that is there, live or saved, and says what is wrong with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SavedRun } from '../../src/core/saved/codec';
import { unpackRun } from '../../src/state/saved/file';
import type { DemoArgs, OpenArgs } from '../args/demo';
import { writeRun } from './files';
import { complaints, remarks } from './report';

type Say = (message: string) => void;

/**
 * From a saved run: no model, no browser.
 * @returns the exit code: 1 where the file is damaged or the run is no success
 * @throws Error where the file is not there, holds no run, or nothing can be written
 */
export async function openSaved({ open, out }: OpenArgs, say: Say): Promise<number> {
  const bytes = new Uint8Array(readFileSync(open));
  const { run, damage } = await unpackRun(new Blob([bytes]));
  if (damage) say(damage);
  const code = write(out, bytes, run, [], say);
  return damage ? 1 : code;
}

/**
 * @param bytes the run as a file, which is written as it is
 * @param asked the lanes that the run was to have
 * @returns the exit code: 1 where the run is no success
 */
export function write(
  out: string,
  bytes: Uint8Array,
  run: SavedRun,
  asked: DemoArgs['lanes'],
  say: Say,
): number {
  writeRun(out, bytes, run);
  const missing = asked
    .filter(({ id }) => !run.traces.some(({ spec }) => spec.lane === id))
    .map(({ id, entry }) => `Lane ${id} (${entry.name}) did not run.`);
  const wrong = [...complaints(run.traces), ...missing];
  for (const line of [...wrong, ...remarks(run.traces)]) say(line);
  say(`Wrote ${join(out, 'run.json')} and its files.`);
  return wrong.length > 0 ? 1 : 0;
}
