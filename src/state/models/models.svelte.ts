/**
 * The models of this device beside those that the site ships: fetched from the hub, or files that a
 * person chose. What is stored, what is being fetched, and what of it a lane can take.
 */
import { SvelteMap } from 'svelte/reactivity';
import { EngineError } from '../../core/errors';
import type { ModelManifest } from '../../core/manifest';
import { keyOf, type CatalogueEntry, type ModelRef } from '../../core/model';
import type { ModelAbout, StoredFiles } from '../../core/stored';
import { HubError, type Choice, type HubRepo, type KeptModel, type Room } from '../../hub';
import type { ModelsService } from '../../hub';
import type { ModelsDevice } from './device';
import type { DeviceOffer } from './device-offer';
import { text as hub } from '../../text/hub';
import { text } from '../../text/models';
import { distinct, entryOf, manifestOf, nameOf } from './entry';
import { FLAG } from './flag';
import {
  openedFiles,
  rowsOf,
  type Coming,
  type DeviceModel,
  type Elsewhere,
  type Opened,
} from './rows';
import { Work } from './work.svelte';

export type { DeviceModel } from './rows';

/** What joins the catalogue. */
export type OnCatalogue = (
  entries: readonly CatalogueEntry[],
  manifests: readonly ModelManifest[],
) => void;

/** Of this tab's storage: keys of the downloads that a reload goes on with. */
const RESUMING = 'decode-and-denoise:downloads';
/** Milliseconds after which another tab that says nothing is taken to fetch nothing. */
const SILENT = 4000;
/** How often a tab tells the others, in milliseconds. */
const TELL_EVERY = 1000;
const never = new AbortController().signal;

export class Models {
  #kept = $state.raw<readonly KeptModel[]>([]);
  readonly #opened = new SvelteMap<string, Opened>();
  /** By key. */
  readonly #works = new SvelteMap<string, Work>();
  /** What is to be fetched and is not in the store's list yet. */
  readonly #coming = new SvelteMap<string, Coming>();
  readonly #elsewhere = new SvelteMap<string, Elsewhere>();

  /** Rises with every look at the store: an older answer does not replace a newer. */
  #turn = 0;
  #newest: Promise<void> = Promise.resolve();

  /** Bytes of the store; null before they are known. */
  used = $state<number | null>(null);
  /** False where models are gone with this tab. */
  lasting = $state(true);
  room = $state.raw<Room | null>(null);
  /** Null before the browser has answered. */
  offer = $state.raw<DeviceOffer | null>(null);
  /** Of the store itself: nothing can be listed. */
  problem = $state.raw<EngineError | null>(null);
  /** Of what has just ended, for a screen reader. */
  announcement = $state('');
  /** A file is being read. */
  reading = $state.raw<{ readonly name: string; readonly work: Work } | null>(null);

  constructor(
    readonly service: ModelsService,
    private readonly device: ModelsDevice,
    private readonly onCatalogue: OnCatalogue,
  ) {
    device.onTold((message) => {
      if (message.type === 'changed') void this.refresh();
      else this.#hear(message.id, message.loaded);
    });
  }

  /** Everything but what the site ships, oldest first. */
  get list(): readonly DeviceModel[] {
    return rowsOf({
      kept: distinct(this.#kept),
      coming: this.#coming,
      opened: this.#opened,
      works: this.#works,
      elsewhere: this.#elsewhere,
    });
  }

  /** Looks what is here, and goes on with the downloads that a reload of this tab broke off. */
  async open(): Promise<void> {
    // Nothing waits for it: some drivers take their time.
    void this.device.offer().then((known) => (this.offer = known));
    await this.refresh();
    const wanted = this.#resuming();
    for (const model of distinct(this.#kept))
      if (model.state === 'begun' && wanted.includes(keyOf(model.about.ref))) this.#resume(model);
  }

  /** Reads the list anew. What fails is in `problem`. */
  refresh(): Promise<void> {
    this.#newest = this.#refresh(++this.#turn);
    return this.#newest;
  }

  async #refresh(turn: number): Promise<void> {
    try {
      const [listing, room] = await Promise.all([
        this.service.list({ signal: never }),
        this.device.room(),
      ]);
      if (turn !== this.#turn) return this.#newest;
      this.#kept = listing.models;
      this.used = listing.used;
      this.lasting = listing.lasting;
      this.room = room;
      this.problem = null;
      this.#flag(listing.models.length > 0);
    } catch (cause) {
      if (turn !== this.#turn) return this.#newest;
      this.problem = EngineError.from(cause);
    }
    this.#publish();
  }

  /** Begins a download; what fails is in its `work`. To be called inside a click. */
  download(repo: HubRepo, choice: Choice, about: ModelAbout): void {
    void this.askToKeep();
    this.#begin({ repo, choice, about });
  }

  /** Goes on with a download. To be called inside a click. */
  resume(key: string): void {
    const model = this.#kept.find(({ about }) => keyOf(about.ref) === key);
    const coming = this.#coming.get(key);
    if (!model && !coming) return;
    void this.askToKeep();
    if (model) this.#resume(model);
    else if (coming) this.#begin(coming);
  }

  /** Stops a download; what has arrived stays. */
  async pause(key: string): Promise<void> {
    await this.#works.get(key)?.stop();
  }

  /** Stops a download and removes what has arrived; or removes a model that is here. */
  async remove(key: string): Promise<void> {
    await this.pause(key);
    this.#works.delete(key);
    this.#coming.delete(key);
    this.#opened.delete(key);
    await this.refresh();
    const model = this.#kept.find(({ about }) => keyOf(about.ref) === key);
    if (model)
      try {
        await this.service.remove(model.id, { signal: never });
      } catch (cause) {
        this.problem = EngineError.from(cause);
        return;
      }
    await this.refresh();
    this.device.tell({ type: 'changed' });
  }

  /**
   * Reads a file of the person's, which then can be used in this tab.
   * @returns its key; null when it is none that can be run here, or was stopped: see `reading`
   */
  async openFile(file: File): Promise<string | null> {
    await this.reading?.work.stop();
    let about: ModelAbout | null = null;
    const work = new Work(async (task) => {
      about = await this.service.describeFile(file, task);
    });
    this.reading = { name: file.name, work };
    await work.ended;
    const found = about as ModelAbout | null;
    if (!found || work.phase !== 'done') return null;
    this.reading = null;
    const key = keyOf(found.ref);
    this.#opened.set(key, { about: found, file });
    this.#publish();
    return key;
  }

  /** Puts away what is said about a file. */
  async dismissFile(): Promise<void> {
    await this.reading?.work.stop();
    this.reading = null;
  }

  /** Copies an opened file, so that it is here after a reload too. To be called inside a click. */
  keepFile(key: string): void {
    const opened = this.#opened.get(key);
    if (!opened) return;
    void this.askToKeep();
    this.#start(key, (task) => this.service.keep(opened.file, opened.about, task));
  }

  /**
   * The files of a model, for an engine.
   * @throws EngineError `model-fetch` when it is not on this device, or not all of it.
   */
  async files(ref: ModelRef): Promise<StoredFiles> {
    const key = keyOf(ref);
    const opened = this.#opened.get(key);
    if (opened) return openedFiles(opened);
    const find = () => this.#kept.find(({ about }) => keyOf(about.ref) === key);
    if (!find()) await this.refresh();
    const model = find();
    if (model) return this.service.files(model.id, { signal: never });
    throw new HubError('evicted', hub.store.absent(ref.id), hub.store.absentHint);
  }

  #begin(coming: Coming): void {
    const { repo, choice, about } = coming;
    const key = keyOf(about.ref);
    this.#coming.set(key, coming);
    this.#start(key, (task) => this.service.download(repo, choice, about, task));
  }

  #resume({ id, about }: KeptModel): void {
    this.#start(keyOf(about.ref), (task) => this.service.resume(id, task));
  }

  #start(key: string, run: ConstructorParameters<typeof Work>[0]): void {
    if (this.#works.get(key)?.phase === 'running') return;
    let told = -Infinity;
    const work = new Work(run, () => {
      const now = this.device.now();
      if (now - told < TELL_EVERY) return;
      told = now;
      const { id } = this.#kept.find(({ about }) => keyOf(about.ref) === key) ?? {};
      if (id) this.device.tell({ type: 'fetching', id, loaded: work.progress?.loaded ?? 0 });
      // The store lists it once it has begun.
      else void this.refresh();
    });
    this.#works.set(key, work);
    this.#note();
    void work.ended.then(async () => {
      // At once: a reload must not go on with what was just paused.
      this.#note();
      if (work.phase === 'done') {
        this.#works.delete(key);
        this.#coming.delete(key);
        await this.refresh();
        this.#opened.delete(key);
        this.#publish();
        const model = this.#kept.find(({ about }) => keyOf(about.ref) === key);
        if (model) this.announcement = text.here.arrived(nameOf(model.about));
      } else await this.refresh();
      this.device.tell({ type: 'changed' });
    });
  }

  /** Says to the next visit whether there is anything to look for. */
  #flag(any: boolean): void {
    try {
      if (any) this.device.site?.setItem(FLAG, '1');
      else this.device.site?.removeItem(FLAG);
    } catch {
      // Full: the next visit finds its models once the view is opened.
    }
  }

  /** Notes which downloads a reload goes on with. */
  #note(): void {
    // By key: the store may not have listed yet what has just begun.
    const running = [...this.#works].flatMap(([key, { phase }]) =>
      phase === 'running' ? key : [],
    );
    try {
      if (running.length) this.device.tab?.setItem(RESUMING, JSON.stringify(running));
      else this.device.tab?.removeItem(RESUMING);
    } catch {
      // Full: a reload then offers to go on instead of doing so.
    }
  }

  #resuming(): readonly string[] {
    try {
      const keys: unknown = JSON.parse(this.device.tab?.getItem(RESUMING) ?? '[]');
      return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
    } catch {
      return [];
    }
  }

  #hear(id: string, loaded: number): void {
    const at = this.device.now();
    this.#elsewhere.set(id, { loaded, at });
    if (!this.#kept.some((model) => model.id === id)) void this.refresh();
    setTimeout(() => {
      if (this.#elsewhere.get(id)?.at !== at) return;
      this.#elsewhere.delete(id);
      void this.refresh();
    }, SILENT);
  }

  /** To be called inside a click. @returns whether the browser keeps what is stored */
  async askToKeep(): Promise<boolean> {
    this.room = await this.device.askToKeep();
    return this.room.kept;
  }

  #publish(): void {
    const here = this.list.filter(({ state }) => state === 'ready' || state === 'opened');
    this.onCatalogue(
      here.map(({ about, bytes }) => entryOf(about, bytes)),
      here.flatMap(({ about, bytes }) => manifestOf(about, bytes) ?? []),
    );
  }
}
