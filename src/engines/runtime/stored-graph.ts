/** A graph of a hub with its weights, wherever they lie: in its own file, or in files beside it. */
import type { StoredFile } from '../../core/stored';
import { failureOf, LazyBytes } from './lazy-bytes';
import {
  createSession,
  type ExternalData,
  type InferenceSession,
  type SessionSettings,
} from './ort';
import { OWN_DATA, splitGraph } from './split-graph';
import { gone } from './stored';

/** Of a worker; the page has none. */
interface SyncReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * Opens a session; its weights are read tensor by tensor where that can be (in a worker).
 * @param external files that the graph refers to, by the last part of their path.
 * @param onShare how much of the weights has been read, 0..1; at the end only where they are read
 *   at once.
 * @throws EngineError as `createSession`; `unsupported-model` for what is no graph; `model-fetch`
 *   where a file is gone.
 */
export async function openStoredGraph(
  graph: StoredFile,
  external: readonly StoredFile[],
  settings: SessionSettings,
  onShare: (share: number) => void = () => undefined,
): Promise<InferenceSession> {
  const files = [
    { path: OWN_DATA, file: graph },
    ...external.map((file) => ({ path: baseName(file.path), file })),
  ];
  const total = files.reduce((sum, { file }) => sum + file.blob.size, 0);
  let read = 0;
  const onBytes = (bytes: number) => {
    read = Math.min(total, read + bytes);
    onShare(read / total);
  };
  const small = await splitGraph(graph.blob, graph.path);
  const data: ExternalData[] = [];
  for (const { path, file } of files) data.push({ path, data: await dataOf(file, onBytes) });
  try {
    const session = await createSession(small, data, settings);
    onShare(1);
    return session;
  } catch (cause) {
    throw failureOf(data) ?? cause;
  }
}

async function dataOf(
  { blob, path }: StoredFile,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array> {
  const { FileReaderSync } = globalThis as { FileReaderSync?: new () => SyncReader };
  try {
    if (!FileReaderSync) return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw gone(path, cause);
  }
  return new LazyBytes(blob.size, (from, to) => {
    try {
      const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob.slice(from, to)));
      onBytes(bytes.length);
      return bytes;
    } catch (cause) {
      throw gone(path, cause);
    }
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
