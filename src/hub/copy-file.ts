/** A file of the person's onto the disk, under the rules of those of the hub: record last. */
import { dataName, isComplete, journalName, lockName, writeRecord } from './records';
import type { Disk } from './disk';
import { HubError, stopIfAsked } from './errors';
import type { FilePhase } from './fetch-file';
import { hashOf } from './hash';
import type { HubFile } from './metadata';
import { text } from '../text/hub';

export interface CopyTask {
  readonly disk: Disk;
  readonly file: HubFile;
  readonly blob: Blob;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  readonly onPhase: (phase: FilePhase) => void;
}

/** Bytes that are copied at once: work and messages interleave. */
const PIECE = 4 << 20;

/** @throws HubError `no-room`, `damaged` when the file is no longer what it was, `stopped`. */
export async function copyFile(task: CopyTask): Promise<void> {
  const { disk, file, signal } = task;
  await navigator.locks.request(lockName(disk, file), { signal }, async () => {
    if (await isComplete(disk, file)) return task.onBytes(file.bytes);
    task.onPhase('reading');
    await disk.remove(journalName(file));
    const data = await disk.open(dataName(file), signal);
    const hash = hashOf(file);
    try {
      data.truncate(0);
      for (let at = 0; at < file.bytes; at += PIECE) {
        stopIfAsked(signal);
        const piece = await readPiece(task, at);
        hash.update(piece);
        data.write(piece, at);
        task.onBytes(at + piece.length);
      }
      data.flush();
    } finally {
      data.close();
    }
    if (!hash.matches()) throw changed(file);
    await writeRecord(disk, file);
  });
}

async function readPiece({ file, blob }: CopyTask, at: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.slice(at, Math.min(at + PIECE, file.bytes)).arrayBuffer());
  } catch (cause) {
    throw changed(file, cause);
  }
}

function changed({ path }: HubFile, cause?: unknown): HubError {
  return new HubError('damaged', text.file.copied(path), text.file.chooseAgain, { cause });
}
