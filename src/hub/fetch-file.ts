/**
 * One file from the hub onto the disk: goes on from where an earlier try ended, checks the hash,
 * and only then writes the record that says the file is there.
 */
import { evicted, type Disk, type DiskFile } from './disk';
import { HubError, stopIfAsked } from './errors';
import { hashOf, type FileHash } from './hash';
import { accept, get, pieces, Retries, Retry, type Hub } from './http';
import { FLUSH_BYTES, Journal } from './journal';
import { urlOf, type HubFile } from './metadata';
import { dataName, isComplete, journalName, lockName, writeRecord } from './records';
import { text } from '../text/hub';

/** What happens to a file, in the order in which it happens. */
export type FilePhase =
  /** Another tab has it in hand. */
  | 'waiting'
  /** What is on the disk is read again, to go on with its hash. */
  | 'reading'
  | 'fetching';

export interface FileTask {
  readonly hub: Hub;
  readonly disk: Disk;
  /** `owner/name`. */
  readonly repo: string;
  readonly commit: string;
  readonly file: HubFile;
  readonly signal: AbortSignal;
  /** Bytes of the file that count: read again, or arrived. */
  readonly onBytes: (bytes: number) => void;
  readonly onPhase: (phase: FilePhase) => void;
}

/** A lock that is free is had before this. */
const SOON_MS = 100;
/** Bytes that are read from the disk at once: work and messages interleave. */
const READ_BYTES = 4 << 20;

/**
 * Fetches a file unless it is there. When this ends early, all that arrived stays for the next try,
 * except after `damaged` and `changed`.
 * @throws HubError
 */
export async function fetchFile(task: FileTask): Promise<void> {
  const { disk, file, signal } = task;
  if (await isComplete(disk, file)) return task.onBytes(file.bytes);
  await alone(task, async () => {
    // Another tab may have brought it while this one waited.
    if (await isComplete(disk, file)) return task.onBytes(file.bytes);
    const data = await disk.open(dataName(file), signal);
    try {
      const journalFile = await disk.open(journalName(file), signal);
      try {
        await new Transfer(task, data, Journal.open(journalFile, data)).run();
      } finally {
        journalFile.close();
      }
    } finally {
      data.close();
    }
    // The site's data may have been cleared while the handles were open.
    const stored = await disk.read(dataName(file));
    if (stored?.size !== file.bytes) throw evicted();
    await writeRecord(disk, file);
    await disk.remove(journalName(file));
  });
}

/** Runs the work while nobody else, in any tab or worker, works on the same file. */
async function alone(task: FileTask, work: () => Promise<void>): Promise<void> {
  const { disk, file, signal } = task;
  const waits = setTimeout(() => task.onPhase('waiting'), SOON_MS);
  try {
    await navigator.locks.request(lockName(disk, file), { signal }, () => {
      clearTimeout(waits);
      return work();
    });
  } catch (cause) {
    stopIfAsked(signal);
    throw cause;
  } finally {
    clearTimeout(waits);
  }
}

class Transfer {
  readonly #what: string;
  #have = 0;
  #safe = 0;
  #etag = '';
  #hash: FileHash;

  constructor(
    private readonly task: FileTask,
    private readonly data: DiskFile,
    private readonly journal: Journal,
  ) {
    this.#what = `${task.repo}/${task.file.path}`;
    this.#hash = hashOf(task.file);
  }

  async run(): Promise<void> {
    const { file, signal, hub } = this.task;
    await this.#readAgain();
    this.task.onPhase('fetching');
    const retries = new Retries(hub);
    while (this.#have < file.bytes) {
      const before = this.#have;
      try {
        await this.#fetchRest();
      } catch (cause) {
        if (this.#have > before) retries.progress();
        await retries.next(cause, signal);
      } finally {
        this.#save();
      }
    }
    if (this.#hash.matches()) return;
    this.#startOver();
    throw new HubError('damaged', text.file.damaged(this.#what), text.file.again);
  }

  /** Brings the hash up to what the journal says is there. */
  async #readAgain(): Promise<void> {
    const { bytes, etag } = this.journal.start;
    if (bytes > this.task.file.bytes) return this.#startOver();
    this.#etag = etag;
    if (bytes > 0) this.task.onPhase('reading');
    const buffer = new Uint8Array(Math.min(READ_BYTES, bytes));
    while (this.#have < bytes) {
      stopIfAsked(this.task.signal);
      const piece = buffer.subarray(0, Math.min(READ_BYTES, bytes - this.#have));
      if (this.data.read(piece, this.#have) < piece.length) return this.#startOver();
      this.#hash.update(piece);
      this.#have += piece.length;
      this.#safe = this.#have;
      this.task.onBytes(this.#have);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** One request for all that is missing, as far as it comes. */
  async #fetchRest(): Promise<void> {
    const { hub, repo, commit, file, signal } = this.task;
    const url = urlOf(hub, { repo, commit }, file);
    // A range without an end is the one header that needs no preflight. `If-Range` would need one,
    // which the hub's storage refuses: what it would compare is compared here instead.
    const response = await get(hub, url, this.#what, { Range: `bytes=${this.#have}-` }, signal);
    if (response.status === 416) return this.#outside(response);
    this.#check(accept(response, this.#what));
    for await (const piece of pieces(hub, response, this.#what, signal)) {
      if (this.#have + piece.length > file.bytes)
        throw this.#changed(text.file.longer(this.#what, file.bytes));
      this.data.write(piece, this.#have);
      this.#hash.update(piece);
      this.#have += piece.length;
      this.task.onBytes(this.#have);
      if (this.#have - this.#safe >= FLUSH_BYTES) this.#save();
    }
    if (this.#have < file.bytes)
      throw new Retry(new HubError('unreachable', text.answer.cut(this.#what)));
  }

  /** Whether the answer goes on where we are, in the file that we began. */
  #check(response: Response): void {
    const { file } = this.task;
    const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
    const etag = (response.headers.get('etag') ?? '').replace(/[^ -~]/g, '');
    const other = this.#have > 0 && this.#etag !== '' && etag !== '' && etag !== this.#etag;
    if (range && Number(range[2]) !== file.bytes) {
      void response.body?.cancel().catch(() => undefined);
      throw this.#changed(text.file.other(this.#what, range[2] ?? '', file.bytes));
    }
    // Another file by now, or a server that knows no ranges and begins at the beginning.
    const elsewhere = range ? Number(range[1]) !== this.#have : response.status !== 206;
    if (other || (elsewhere && this.#have > 0)) {
      const whole = response.status === 200;
      this.#startOver();
      if (!whole) {
        void response.body?.cancel().catch(() => undefined);
        throw new Retry(new HubError('changed', text.file.meanwhile(this.#what)));
      }
    }
    this.#etag = etag;
  }

  /** The server has no bytes from here on: then it has another file than the one that was begun. */
  #outside(response: Response): never {
    void response.body?.cancel().catch(() => undefined);
    const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
    const { bytes } = this.task.file;
    throw this.#changed(
      total === undefined
        ? text.file.shorter(this.#what, bytes)
        : text.file.other(this.#what, total, bytes),
    );
  }

  #changed(said: string): HubError {
    this.#startOver();
    return new HubError('changed', said, text.file.changedHint);
  }

  #startOver(): void {
    this.journal.clear();
    this.data.truncate(0);
    this.#hash = hashOf(this.task.file);
    this.#have = this.#safe = 0;
    this.#etag = '';
    this.task.onBytes(0);
  }

  /** First the data, then the line that vouches for it. */
  #save(): void {
    if (this.#have === this.#safe) return;
    this.data.flush();
    this.journal.add({ bytes: this.#have, etag: this.#etag });
    this.#safe = this.#have;
  }
}
