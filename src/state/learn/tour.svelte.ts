/**
 * Where a person is in the tour and what they guessed: the place in the address, the rest on this
 * device, so that the tour goes on where it was left. No score is kept.
 */
import { hashOf, placeIn, type Depth, type Place } from './address';

/** The part of the browser that this needs; tests give their own. */
interface TourAddress {
  /** The fragment, with its `#`, or empty. */
  hash(): string;
  /** Takes the place of the fragment, without a new entry in the history. */
  replace(hash: string): void;
  onmove(callback: () => void): void;
  /** Of this device; null where the browser forbids it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
}

export const browserTour: TourAddress = {
  hash: () => location.hash,
  replace: (hash) =>
    history.replaceState(history.state, '', `${location.pathname}${location.search}${hash}`),
  onmove(callback) {
    window.addEventListener('popstate', callback);
    window.addEventListener('hashchange', callback);
  },
  get storage() {
    try {
      return localStorage;
    } catch {
      return null;
    }
  },
};

/** What was guessed: a choice, a number, or a choice for each of several things. */
type Guess = string | number | Readonly<Record<string, string>>;

const KEY = 'decode-and-denoise:learn';

interface Kept {
  readonly segment: number;
  readonly seen: readonly number[];
  readonly guesses: Readonly<Record<string, Guess>>;
}

export class Tour {
  segment = $state<number | 'all'>(1);
  depth = $state<Depth>('overview');
  /** What the address gives the segment to run with. */
  given = $state.raw<Pick<Place, 'words' | 'seed'>>({ words: null, seed: null });
  /** Segments that were opened, on this device. */
  seen = $state.raw<readonly number[]>([]);
  /** By the id of what was asked. */
  guesses = $state.raw<Readonly<Record<string, Guess>>>({});
  #last = 1;

  constructor(
    private readonly address: TourAddress,
    /** How many segments there are. */
    readonly count: number,
  ) {
    const kept = this.#read();
    this.#last = kept.segment;
    this.seen = kept.seen;
    this.guesses = kept.guesses;
    this.#look();
    address.onmove(() => this.#look());
  }

  /** Writes the place into an address that does not say one: the tour is on show. */
  settle(): void {
    if (!this.address.hash().startsWith('#learn'))
      this.address.replace(hashOf(this.segment, { depth: this.depth }));
    this.#see();
  }

  href(segment: number | 'all'): string {
    return hashOf(segment);
  }

  /** The same segment, looked at more or less closely. */
  look(depth: Depth): void {
    this.depth = depth;
    this.address.replace(hashOf(this.segment, { depth, ...this.given }));
  }

  guess(id: string, guess: Guess): void {
    this.guesses = { ...this.guesses, [id]: guess };
    this.#write();
  }

  forget(id: string): void {
    this.guesses = Object.fromEntries(Object.entries(this.guesses).filter(([key]) => key !== id));
    this.#write();
  }

  #look(): void {
    const hash = this.address.hash();
    if (hash && !hash.startsWith('#learn')) return;
    const { segment, depth, words, seed } = placeIn(hash, this.count);
    this.segment = segment ?? this.#last;
    this.depth = depth;
    this.given = { words, seed };
    if (hash) this.#see();
  }

  #see(): void {
    const { segment } = this;
    if (segment === 'all') return;
    this.#last = segment;
    if (!this.seen.includes(segment)) this.seen = [...this.seen, segment];
    this.#write();
  }

  #read(): Kept {
    const none: Kept = { segment: 1, seen: [], guesses: {} };
    try {
      const kept = JSON.parse(this.address.storage?.getItem(KEY) ?? '{}') as Partial<Kept>;
      const number = (n: unknown): n is number =>
        typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= this.count;
      return {
        segment: number(kept.segment) ? kept.segment : none.segment,
        seen: Array.isArray(kept.seen) ? kept.seen.filter(number) : none.seen,
        guesses: guessesIn(kept.guesses),
      };
    } catch {
      return none;
    }
  }

  #write(): void {
    const kept: Kept = { segment: this.#last, seen: this.seen, guesses: this.guesses };
    try {
      this.address.storage?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the tour begins anew next time.
    }
  }
}

/** Those of stored guesses that are any. */
function guessesIn(kept: unknown): Readonly<Record<string, Guess>> {
  if (typeof kept !== 'object' || kept === null) return {};
  const plain = (one: unknown) => typeof one === 'string' || typeof one === 'number';
  return Object.fromEntries(
    Object.entries(kept).filter(
      ([, guess]) =>
        plain(guess) ||
        (typeof guess === 'object' &&
          guess !== null &&
          Object.values(guess).every((one) => typeof one === 'string')),
    ),
  );
}
