/**
 * Models of the hub on this device: fetch, list, read, remove. Reading and listing need no network.
 * To fetch into the private file system takes a dedicated worker; everything else works on the
 * page too.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { MemoryDisk, privateDisk, readText, type Disk } from './disk';
import { HubError } from './errors';
import { fetchFile } from './fetch-file';
import { copyFile } from './copy-file';
import type { Hub } from './http';
import { journalled } from './journal';
import type { HubFile, HubRepo } from './metadata';
import { Reporter, type HubProgress } from './progress';
import {
  dataName,
  isComplete,
  journalName,
  lockName,
  removeFile,
  removeModel,
  storedModels,
  writeModel,
  type StoredModel,
} from './records';
import { checkRoom, room, type Room } from './room';
import { text } from '../text/hub';

export interface ModelState extends StoredModel {
  /**
   * `ready`: every file is there. `begun`: some are not yet. `evicted`: some are not any more; the
   * browser removed them.
   */
  readonly state: 'ready' | 'begun' | 'evicted';
  /** Of all its files. */
  readonly bytes: number;
  /** Of those, how many are here. */
  readonly have: number;
}

export interface DownloadOptions {
  /** Stops it; what has arrived stays for the next time. Pause and cancel are this, and `remove`. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: HubProgress) => void;
  /** Files that are fetched at once. */
  readonly parallel?: number;
  /** Kept with the model, as JSON. */
  readonly about?: unknown;
}

export interface StoreOptions {
  /** Of the private file system; for tests. */
  readonly folder?: string;
  /** For tests: where the bytes go. */
  readonly disk?: Disk;
  /** For tests: how much room there is. */
  readonly room?: () => Promise<Room>;
}

const PARALLEL = 3;

export class HubStore {
  private constructor(
    private readonly hub: Hub,
    private readonly disk: Disk,
    private readonly roomNow: () => Promise<Room>,
  ) {}

  /** Uses the private file system, or memory where there is none: see `lasting`. */
  static async open(hub: Hub, options: StoreOptions = {}): Promise<HubStore> {
    const disk = options.disk ?? (await privateDisk(options.folder)) ?? new MemoryDisk();
    return new HubStore(hub, disk, options.room ?? room);
  }

  /** False when models are held in memory and are gone with this tab: to be said before a download. */
  get lasting(): boolean {
    return this.disk.lasting;
  }

  /**
   * Fetches files of a repository. Goes on with what an earlier try left; files that are here
   * already, with this model or another one, are not fetched.
   * @throws HubError; `no-room` before the first byte when it certainly does not fit.
   */
  async download(
    repo: HubRepo,
    files: readonly HubFile[],
    { signal, onProgress, parallel = PARALLEL, about }: DownloadOptions,
  ): Promise<ModelState> {
    const wanted = { ...repo, files: distinct(files) };
    const model = await this.#begin(wanted, about);
    const reporter = new Reporter(wanted.files, onProgress);
    try {
      await this.#fetchAll(wanted, reporter, signal, parallel);
    } finally {
      reporter.end();
    }
    return this.#finish(model);
  }

  /**
   * Copies a file of the person's, so that it is there after a reload. A copy that ends early leaves
   * nothing that counts.
   * @throws HubError `no-room`, `damaged` (it changed meanwhile), `stopped`.
   */
  async keep(
    { name, blob, sha256: hex }: { name: string; blob: Blob; sha256: string },
    { signal, onProgress, about }: DownloadOptions,
  ): Promise<ModelState> {
    const file: HubFile = { path: name, bytes: blob.size, hash: { kind: 'sha256', hex } };
    const none = { commit: '', licence: '', gated: false, private: false };
    const model = await this.#begin({ repo: name, ...none, files: [file] }, about);
    const reporter = new Reporter([file], onProgress);
    try {
      await copyFile({ disk: this.disk, file, blob, signal, ...reporter.of(file) });
    } catch (cause) {
      if (!model.finished) await this.remove(model.id).catch(() => undefined);
      throw cause;
    } finally {
      reporter.end();
    }
    return this.#finish(model);
  }

  /** Every model that was asked for, oldest first. */
  async models(): Promise<ModelState[]> {
    const models = await storedModels(this.disk);
    return Promise.all(models.map((model) => this.#state(model)));
  }

  /**
   * A file's bytes, read only where and when they are looked at: a gigabyte costs no memory.
   * @throws HubError `evicted` when it is not here, or not all of it; `missing` for another path.
   */
  async read(model: StoredModel, path: string): Promise<Blob> {
    const file = model.repo.files.find((each) => each.path === path);
    if (!file) throw new HubError('missing', text.store.without(model.repo.repo, path));
    const blob = (await isComplete(this.disk, file)) ? await this.disk.read(dataName(file)) : null;
    if (blob) return blob;
    throw new HubError(
      'evicted',
      text.store.notHere(model.repo.repo, path),
      text.store.notHereHint,
    );
  }

  /**
   * Removes a model and every file that no other model has, finished or not.
   * @throws HubError `busy` while one of the files is being fetched.
   */
  async remove(id: string): Promise<void> {
    const models = await storedModels(this.disk);
    const model = models.find((each) => each.id === id);
    if (!model) return;
    const others = models.filter((each) => each !== model).flatMap(({ repo }) => repo.files);
    const shared = new Set(others.map(dataName));
    for (const file of model.repo.files)
      if (!shared.has(dataName(file))) await this.#removeFile(file);
    await removeModel(this.disk, id);
  }

  /** Bytes on the device, unfinished files and records included. */
  async used(): Promise<number> {
    let sum = 0;
    for (const size of (await this.disk.list()).values()) sum += size;
    return sum;
  }

  /** Notes what is wanted. @throws HubError `no-room` */
  async #begin(repo: HubRepo, about: unknown): Promise<StoredModel> {
    const id = idOf(repo);
    const known = (await storedModels(this.disk)).find((model) => model.id === id);
    const model: StoredModel = {
      id,
      repo,
      at: known?.at ?? new Date().toISOString(),
      finished: known?.finished ?? false,
      about: about ?? known?.about ?? null,
    };
    const before = await this.#state(model);
    if (this.disk.lasting) checkRoom(before.bytes - before.have, await this.roomNow());
    await writeModel(this.disk, model);
    return model;
  }

  async #finish(model: StoredModel): Promise<ModelState> {
    const finished = { ...model, finished: true };
    await writeModel(this.disk, finished);
    return this.#state(finished);
  }

  async #fetchAll(
    repo: HubRepo,
    reporter: Reporter,
    signal: AbortSignal,
    parallel: number,
  ): Promise<void> {
    // When one file cannot be had, the others stop too, and keep what they have.
    const stop = new AbortController();
    const queue = [...repo.files];
    let failure: unknown = null;
    const work = async () => {
      for (let file = queue.shift(); file && !stop.signal.aborted; file = queue.shift())
        try {
          await fetchFile({
            hub: { ...this.hub, onWait: reporter.onWait },
            disk: this.disk,
            repo: repo.repo,
            commit: repo.commit,
            file,
            signal: AbortSignal.any([signal, stop.signal]),
            ...reporter.of(file),
          });
        } catch (cause) {
          failure ??= cause;
          stop.abort();
        }
    };
    await Promise.all(Array.from({ length: Math.max(1, parallel) }, work));
    if (failure) throw failure;
  }

  async #removeFile(file: HubFile): Promise<void> {
    const options = { ifAvailable: true };
    await navigator.locks.request(lockName(this.disk, file), options, async (lock) => {
      if (!lock) throw new HubError('busy', text.store.busy(file.path), text.store.busyHint);
      await removeFile(this.disk, file);
    });
  }

  async #state(model: StoredModel): Promise<ModelState> {
    const { files } = model.repo;
    const have = await Promise.all(files.map((file) => this.#have(file)));
    const ready = have.every(({ complete }) => complete);
    return {
      ...model,
      state: ready ? 'ready' : model.finished ? 'evicted' : 'begun',
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      have: have.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  async #have(file: HubFile): Promise<{ bytes: number; complete: boolean }> {
    // The journal first: a file that is completed meanwhile has its record before it loses that.
    const journal = await readText(this.disk, journalName(file));
    if (await isComplete(this.disk, file)) return { bytes: file.bytes, complete: true };
    const data = await this.disk.read(dataName(file));
    const bytes = journal === null ? 0 : journalled(journal);
    return { bytes: bytes <= (data?.size ?? 0) ? bytes : 0, complete: false };
  }
}

/** Each path once. */
function distinct(files: readonly HubFile[]): HubFile[] {
  const seen = new Set<string>();
  return files.filter(({ path }) => !seen.has(path) && seen.add(path));
}

/** The same for the same files of the same commit, whenever and wherever they are asked for. */
function idOf({ repo, commit, files }: HubRepo): string {
  // Files of no commit are told apart by what is in them.
  const paths = files.map(({ path, hash }) => (commit ? path : hash.hex)).sort();
  const named = JSON.stringify([repo, commit, paths]);
  return bytesToHex(sha256(new TextEncoder().encode(named))).slice(0, 32);
}
