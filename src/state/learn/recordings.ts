/** The recordings of the tour: real runs, as the page itself saves them. Fetched once each. */
import type { SavedRun } from '../../core/saved/codec';
import { unpackRun } from '../saved/file';

/** @returns gives the recording of a file below the site's root; null where it cannot be read */
export function recordings(baseUrl: string): (file: string) => Promise<SavedRun | null> {
  const known = new Map<string, Promise<SavedRun | null>>();
  const get = async (file: string) => {
    try {
      const response = await fetch(new URL(file, baseUrl));
      return response.ok ? (await unpackRun(await response.blob())).run : null;
    } catch {
      return null;
    }
  };
  return async (file) => {
    const coming = known.get(file) ?? get(file);
    known.set(file, coming);
    const run = await coming;
    if (!run) known.delete(file);
    return run;
  };
}
