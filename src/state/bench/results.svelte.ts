/**
 * All results that the Compare view shows: the one of this device, with the limits that were
 * measured of it, and those that others sent, from files or links.
 */
import type { BenchResult } from '../../core/bench/bench';
import { decodeResult, fromFragment, toFragment } from '../../core/bench/codec';
import { EngineError, type WireError } from '../../core/errors';
import type { Benchmark } from './benchmark.svelte';
import type { DeviceRoofline } from './roofline.svelte';

/** Results of others that are kept at once: as many as a table can show side by side. */
const MOST = 6;
/** The fragment of a link that carries a result. */
const FRAGMENT = '#result=';
/** Characters of a name: one line of a heading. */
export const MAX_NAME = 60;

export class Results {
  others = $state.raw<readonly BenchResult[]>([]);
  /** A stored result of another machine, shown until there is any other; null where there is none. */
  example = $state.raw<BenchResult | null>(null);
  /** Why the last file or link was not taken; what was there before it stays. */
  error = $state.raw<WireError | null>(null);
  /** What the own result is called; one that is measured later has no name yet. */
  #name = $state.raw({ id: '', label: '' });

  constructor(
    private readonly benchmark: Pick<Benchmark, 'result'>,
    private readonly roofline: Pick<DeviceRoofline, 'limits'>,
  ) {}

  get own(): BenchResult | null {
    const { result } = this.benchmark;
    if (!result) return null;
    const { limits } = this.roofline;
    const label = this.#name.id === result.id ? this.#name.label : result.label;
    return { ...result, label, limits: limits.length ? limits : result.limits };
  }

  /** The own result first; the example where there is no other. */
  get all(): readonly BenchResult[] {
    const all = this.own ? [this.own, ...this.others] : this.others;
    return all.length || !this.example ? all : [this.example];
  }

  /**
   * Takes the example that the site ships. It is a convenience: without it there is none.
   * @param fetchText of its file
   */
  async loadExample(fetchText: () => Promise<string>): Promise<void> {
    try {
      this.example = decodeResult(await fetchText());
    } catch {
      this.example = null;
    }
  }

  /** @returns whether it was taken; when not, `error` says why */
  importText(text: string): Promise<boolean> {
    return this.#take(async () => decodeResult(text));
  }

  /** @param hash of an address, with its `#`; one that carries no result is left alone */
  async importHash(hash: string): Promise<boolean> {
    if (!hash.startsWith(FRAGMENT)) return false;
    return this.#take(() => fromFragment(hash.slice(FRAGMENT.length)));
  }

  /** Names a result, so that two of the same browser and day are told apart; empty is no name. */
  rename(id: string, name: string): void {
    const label = name.trim().slice(0, MAX_NAME);
    if (id === this.benchmark.result?.id) this.#name = { id, label };
    else this.others = this.others.map((other) => (other.id === id ? { ...other, label } : other));
  }

  remove(id: string): void {
    this.others = this.others.filter((other) => other.id !== id);
  }

  async #take(read: () => Promise<BenchResult>): Promise<boolean> {
    this.error = null;
    try {
      const result = await read();
      // The own result needs no copy of itself; a newer copy takes the place of an older one.
      if (result.id === this.benchmark.result?.id) return true;
      this.others = [...this.others.filter(({ id }) => id !== result.id), result].slice(-MOST);
      return true;
    } catch (cause) {
      this.error = EngineError.from(cause).toWire();
      return false;
    }
  }
}

/**
 * A link that carries the result, or what of it fits.
 * @param address of the page now
 * @returns null where not even one round fits
 */
export async function linkOfResult(result: BenchResult, address: string): Promise<string | null> {
  const fragment = await toFragment(result);
  if (fragment === null) return null;
  return `${address.replace(/[?#].*$/s, '')}?view=compare${FRAGMENT}${fragment}`;
}
