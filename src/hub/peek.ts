/** Parts of a file on the hub, before anyone decides to fetch it: nothing is stored, no hash is checked. */
import { HubError, stopIfAsked } from './errors';
import { accept, get, pieces, Retries, Retry, type Hub } from './http';
import { urlOf, type HubFile, type HubRepo } from './metadata';
import { text } from '../text/hub';

/**
 * The bytes `from`..`to`, `to` not included and within the file. The range that is asked for has no
 * end (a preflight otherwise): the connection is closed once enough is there.
 * @throws HubError
 */
export async function peek(
  hub: Hub,
  repo: Pick<HubRepo, 'repo' | 'commit'>,
  file: HubFile,
  [from, to]: readonly [number, number],
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const what = `${repo.repo}/${file.path}`;
  const retries = new Retries(hub);
  const bytes = new Uint8Array(to - from);
  for (let have = 0; have < bytes.length;) {
    try {
      const headers = { Range: `bytes=${from + have}-` };
      const response = accept(await get(hub, urlOf(hub, repo, file), what, headers, signal), what);
      // A server that knows no ranges begins at the beginning.
      let skip = response.status === 206 ? 0 : from + have;
      for await (const piece of pieces(hub, response, what, signal)) {
        const part = piece.subarray(Math.min(skip, piece.length)).subarray(0, bytes.length - have);
        skip = Math.max(0, skip - piece.length);
        bytes.set(part, have);
        have += part.length;
        if (have === bytes.length) break;
      }
      stopIfAsked(signal);
      if (have < bytes.length)
        throw new Retry(new HubError('unreachable', text.answer.lookCut(what)));
    } catch (cause) {
      await retries.next(cause, signal);
    }
  }
  return bytes;
}
