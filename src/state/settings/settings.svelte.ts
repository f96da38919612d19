/**
 * Everything a person can set, kept in the address so that a link and a reload give it back. What
 * is typed but not yet run is kept for this tab as well: nothing typed is ever lost.
 */
import type { PictureDefaults } from '../session/models';
import {
  DEFAULTS,
  fromSearch,
  parse,
  toSearch,
  type Key,
  type Parsed,
  type Raw,
  type Values,
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
const TYPED = ['prompt', 'task'] as const satisfies readonly Key[];
type Draft = { [key in (typeof TYPED)[number]]?: { text: string; over: string | null } };

export class Settings {
  #raw = $state.raw<Raw>({});
  #defaults = $state.raw<Values>(DEFAULTS);
  /** Names of the picture model's styles; empty until its manifest is read. */
  styles = $state.raw<readonly string[]>([]);
  readonly #parsed: Parsed = $derived(parse(this.#raw, this.#defaults, this.styles));

  constructor(private readonly address: Address) {
    this.#raw = { ...fromSearch(address.read()), ...this.#readDraft() };
  }

  get values(): Values {
    return this.#parsed.values;
  }

  /** A sentence for each setting that could not be taken as given. */
  get notes(): Parsed['notes'] {
    return this.#parsed.notes;
  }

  get defaults(): Values {
    return this.#defaults;
  }

  /** True when anything but the words differs from the defaults. */
  get changed(): boolean {
    return Object.keys(this.#raw).some((key) => key !== 'prompt');
  }

  /** Takes a value at once; `save` puts it into the address. */
  set(key: Key, value: string | number): void {
    this.#raw = { ...this.#raw, [key]: String(value) };
    if (key === 'prompt' || key === 'task') this.#writeDraft();
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

  /** What the picture model's manifest suggests replaces the page's own defaults. */
  setPictureDefaults({ styles, ...defaults }: PictureDefaults): void {
    this.styles = styles;
    this.#defaults = { ...this.#defaults, ...defaults };
  }

  /** A draft holds only over the link it was typed over: another link brings its own words. */
  #readDraft(): Raw {
    const inLink = fromSearch(this.address.read());
    const raw: Partial<Record<Key, string>> = {};
    try {
      const draft = JSON.parse(this.address.storage?.getItem(DRAFT) ?? '{}') as Draft;
      for (const key of TYPED) {
        const entry = draft[key];
        if (typeof entry?.text === 'string' && entry.over === (inLink[key] ?? null))
          raw[key] = entry.text;
      }
    } catch {
      // Not ours, or damaged: the link alone counts.
    }
    return raw;
  }

  #writeDraft(): void {
    const inLink = fromSearch(this.address.read());
    const draft: Draft = {};
    for (const key of TYPED) {
      const text = this.#raw[key];
      if (text !== undefined) draft[key] = { text, over: inLink[key] ?? null };
    }
    try {
      this.address.storage?.setItem(DRAFT, JSON.stringify(draft));
    } catch {
      // Storage is full: the text is still in the field and, after Run, in the address.
    }
  }
}
