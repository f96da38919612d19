/**
 * Everything a person can set, kept in the address so that a link and a reload give it back. What
 * is typed but not yet run, or too long for an address, is kept for this tab: nothing typed is ever
 * lost.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { RuntimeId } from '../../core/ids';
import type { ModelManifest } from '../../core/manifest';
import type { CatalogueEntry, ModelRef, SettingValue, SettingValues } from '../../core/model';
import { SITE_MODELS } from './catalogue';
import { LANE_IDS, MOST_LANES, type ChosenLane } from './lanes';
import {
  fromSearch,
  isTyped,
  parse,
  toSearch,
  withLanes,
  withValues,
  without,
  type LaneSettings,
  type PageKey,
  type PageValues,
  type Parsed,
  type Raw,
} from './values';

/** The part of the browser that settings live in; tests give their own. */
export interface Address {
  /** The query string, with its `?`, or empty. */
  read(): string;
  write(search: string): void;
  /** Storage of this tab; null where the browser forbids it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
}

export const browserAddress: Address = {
  read: () => location.search,
  write(search) {
    try {
      history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
    } catch {
      // Browsers limit how often the address may change; the next change writes it.
    }
  },
  get storage() {
    try {
      return sessionStorage;
    } catch {
      return null;
    }
  },
};

const DRAFT = 'decode-and-denoise:draft';
/** Typed text by key, and what the address said at that key when it was typed. */
type Draft = Record<string, { text: string; over: string | null }>;

export class Settings {
  #raw = $state.raw<Raw>({});
  #more = $state.raw<readonly CatalogueEntry[]>([]);
  readonly #manifests = new SvelteMap<string, ModelManifest>();
  /** While it is looked up what is on this device. */
  #looking = $state.raw<Promise<unknown> | null>(null);
  readonly #parsed: Parsed = $derived.by(() => parse(this.#raw, this.models, this.#manifests));

  constructor(
    private readonly address: Address,
    private readonly own: readonly CatalogueEntry[] = SITE_MODELS,
  ) {
    this.#raw = { ...fromSearch(address.read()), ...this.#readDraft() };
  }

  /** What a lane's model can be changed to. */
  get models(): readonly CatalogueEntry[] {
    return this.#more.length ? [...this.own, ...this.#more] : this.own;
  }

  /** Models that the address asks for and that are not on this device. */
  get absent(): readonly ModelRef[] {
    return this.#looking ? [] : this.#parsed.absent;
  }

  /** Models that the address asks for, while it is not known yet whether they are on this device. */
  get pending(): readonly ModelRef[] {
    return this.#looking ? this.#parsed.absent : [];
  }

  /** True while the lanes are others than the pending ones that the address asks for. */
  get onlyPending(): boolean {
    return this.pending.length > 0 && this.#parsed.instead;
  }

  /** @param look ends when what is on this device was offered, or cannot be known */
  lookUp(look: Promise<unknown>): void {
    const looking = look
      .catch(() => undefined)
      .then(() => {
        if (this.#looking === looking) this.#looking = null;
      });
    this.#looking = looking;
  }

  /** Resolves once it is known what is on this device, or when the signal fires. */
  async known(signal: AbortSignal): Promise<void> {
    const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
    while (this.#looking && !signal.aborted) await Promise.race([this.#looking, stopped]);
  }

  /** What is on this device beside what the page came with; replaces what was there before. */
  offer(models: readonly CatalogueEntry[]): void {
    this.#more = models;
  }

  /** What holds for the whole page. */
  get page(): PageValues {
    return this.#parsed.page;
  }

  get lanes(): readonly LaneSettings[] {
    return this.#parsed.lanes;
  }

  /** A sentence for each of the page's settings that could not be taken as given. */
  get notes(): Parsed['notes'] {
    return this.#parsed.notes;
  }

  /** True when anything but the words differs from the defaults. */
  get changed(): boolean {
    return Object.keys(this.#raw).some((key) => key !== 'prompt');
  }

  /** Takes a value at once; `save` puts it into the address. */
  set(key: PageKey, value: SettingValue): void {
    this.#raw = { ...this.#raw, [key]: String(value) };
    if (isTyped(key)) this.#writeDraft();
  }

  /** The same of one lane's setting; a lane that alone has it needs no name in the address. */
  setLane(id: string, key: string, value: SettingValue): void {
    const shared = this.lanes.filter(({ settings }) => key in settings).length > 1;
    this.#raw = {
      ...without(this.#raw, `${id}.${key}`),
      [shared ? `${id}.${key}` : key]: String(value),
    };
    if (isTyped(key)) this.#writeDraft();
  }

  /** Another model in a lane; its runtime is the first that the model has. */
  setModel(id: string, model: string): void {
    const entry = this.models.find((one) => one.id === model);
    const [first] = entry?.runtimes ?? [];
    if (!entry || !first) return;
    this.#setLanes(
      this.lanes.map((lane) => (lane.id === id ? { id, entry, runtime: first.id } : lane)),
    );
  }

  setRuntime(id: string, runtime: RuntimeId): void {
    this.#setLanes(this.lanes.map((lane) => (lane.id === id ? { ...lane, runtime } : lane)));
  }

  get canAddLane(): boolean {
    return this.lanes.length < MOST_LANES;
  }

  /** One lane more, at the end; on a runtime that no lane has this model on yet, where there is one. */
  addLane(model: string): void {
    const entry = this.models.find((one) => one.id === model);
    const id = LANE_IDS.find((one) => !this.lanes.some((lane) => lane.id === one));
    if (!entry || !id || !this.canAddLane) return;
    const used = this.lanes.filter((lane) => lane.entry.id === model).map((lane) => lane.runtime);
    const runtime = entry.runtimes.find((one) => !used.includes(one.id)) ?? entry.runtimes[0];
    if (runtime) this.#setLanes([...this.lanes, { id, entry, runtime: runtime.id }]);
  }

  removeLane(id: string): void {
    if (this.lanes.length > 1) this.#setLanes(this.lanes.filter((lane) => lane.id !== id));
  }

  /** Lanes of one model with these values each, in place of all that are there. */
  setSideBySide(model: string, lanes: readonly SettingValues[]): void {
    const entry = this.models.find(({ id }) => id === model);
    const [first] = entry?.runtimes ?? [];
    if (!entry || !first) return;
    const chosen = LANE_IDS.slice(0, lanes.length).map((id) => ({ id, entry, runtime: first.id }));
    this.#raw = withValues(withLanes(this.#raw, chosen), lanes);
    this.save();
  }

  save(): void {
    const search = toSearch(this.address.read(), this.#raw, this.#parsed);
    if (search !== this.address.read()) this.address.write(search);
    this.#writeDraft();
  }

  /** Back to the defaults, the words excepted. */
  reset(): void {
    const { prompt } = this.#raw;
    this.#raw = prompt === undefined ? {} : { prompt };
    this.save();
  }

  /** Takes over all that a run says: keys as in the address. Where it computes stays as it is. */
  take(raw: Raw): void {
    const { backend, threads } = this.#raw;
    this.#raw = {
      ...(backend === undefined ? {} : { backend }),
      ...(threads === undefined ? {} : { threads }),
      ...raw,
    };
    this.save();
  }

  /** Null while it is not known. */
  manifest(id: string): ModelManifest | null {
    return this.#manifests.get(id) ?? null;
  }

  /** What a model's manifest suggests replaces the page's own defaults. */
  know(manifest: ModelManifest): void {
    this.#manifests.set(manifest.id, manifest);
  }

  #setLanes(lanes: readonly ChosenLane[]): void {
    this.#raw = withLanes(this.#raw, lanes);
    this.save();
  }

  /** A draft holds only over the link it was typed over: another link brings its own words. */
  #readDraft(): Raw {
    const inLink = fromSearch(this.address.read());
    const raw: Record<string, string> = {};
    try {
      const draft = JSON.parse(this.address.storage?.getItem(DRAFT) ?? '{}') as Draft;
      for (const [key, entry] of Object.entries(draft))
        if (isTyped(key) && typeof entry?.text === 'string' && entry.over === (inLink[key] ?? null))
          raw[key] = entry.text;
    } catch {
      // Not ours, or damaged: the link alone counts.
    }
    return raw;
  }

  #writeDraft(): void {
    const inLink = fromSearch(this.address.read());
    const draft: Draft = {};
    for (const [key, text] of Object.entries(this.#raw))
      if (isTyped(key)) draft[key] = { text, over: inLink[key] ?? null };
    try {
      this.address.storage?.setItem(DRAFT, JSON.stringify(draft));
    } catch {
      // Storage is full: the text is still in the field and, after Run, in the address.
    }
  }
}
