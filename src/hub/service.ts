/**
 * What the page may ask about models beyond the site's own, whoever does it: a worker for the page,
 * the double's client in tests. Types only.
 */
import type { ModelAbout, StoredFiles } from '../core/stored';
import type { HubAddress } from './address';
import type { Choice, Choices } from './choices';
import type { HubRepo } from './metadata';
import type { HubProgress } from './progress';
import type { ModelState } from './store';

/** How something that takes a while is followed and stopped. */
export interface Task {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: HubProgress) => void;
}

/** A model of the store, and what is known of it. */
export interface KeptModel extends ModelState {
  readonly about: ModelAbout;
}

export interface Listing {
  /** Oldest first. */
  readonly models: readonly KeptModel[];
  /** Bytes of all of them, unfinished files included. */
  readonly used: number;
  /** False where models are held in memory and are gone with this tab. */
  readonly lasting: boolean;
}

/** A repository, and what of it could be run here. */
export interface Looked extends Choices {
  readonly repo: HubRepo;
}

/** Everything throws an EngineError, a HubError where the hub or the store is the cause. */
export interface ModelsService {
  /** What is on this device. Needs no network. */
  list(task: Task): Promise<Listing>;
  /** Asks the hub about a repository. */
  look(address: HubAddress, task: Task): Promise<Looked>;
  /**
   * Reads as much of a model's files on the hub as it takes to know what it is.
   * @throws EngineError `unsupported-model` with the reason why it cannot be run here.
   */
  describe(repo: HubRepo, choice: Choice, task: Task): Promise<ModelAbout>;
  /** The same of a file of the person's, all of which is read for its hash. */
  describeFile(file: File, task: Task): Promise<ModelAbout>;
  /** Fetches what is missing of it. */
  download(repo: HubRepo, choice: Choice, about: ModelAbout, task: Task): Promise<void>;
  /** Fetches the rest of a model that is listed. */
  resume(id: string, task: Task): Promise<void>;
  /** Copies a file of the person's onto this device. */
  keep(file: File, about: ModelAbout, task: Task): Promise<void>;
  /** The files of a model that is here as a whole. */
  files(id: string, task: Task): Promise<StoredFiles>;
  remove(id: string, task: Task): Promise<void>;
}
