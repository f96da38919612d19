/**
 * The order of a vocabulary by score, found without sorting it: ids are counted into buckets of
 * 1/64 nat below the best score, and only the few buckets that a question touches are sorted.
 * Equal scores are in the order of their ids.
 */

const PER_NAT = 64;
const NATS = 64;
const BUCKETS = PER_NAT * NATS;
const TABLE = Float64Array.from({ length: BUCKETS }, (_, i) => Math.exp(-i / PER_NAT));

/**
 * exp(-d) for d >= 0 with a relative error below 3e-9; 0 from 64 on, where it is below 2e-28.
 * A table and a cubic: four times as fast as `Math.exp`, which would be most of a token's cost
 * outside the network.
 */
export function expMinus(d: number): number {
  const t = d * PER_NAT;
  if (!(t < BUCKETS)) return 0;
  const i = t | 0;
  const r = (t - i) / PER_NAT;
  return (TABLE[i] as number) * (1 - r * (1 - r * (0.5 - r / 6)));
}

/** The best ids down to and including `last`; `last` is null where none is left out. */
export interface Prefix {
  readonly last: number | null;
  /** Sum of the weights of all of them. */
  readonly mass: number;
}

/** What softmax needs, and the entropy of the distribution in nats. */
export interface Softmax {
  /** log(sum(exp(score))); a score minus it is a logprob. */
  readonly logSum: number;
  readonly entropy: number;
}

export class Ranking {
  readonly #scores: Float32Array;
  readonly #bucket: Uint16Array;
  readonly #count = new Uint32Array(BUCKETS);
  readonly #mass = new Float64Array(BUCKETS);
  /** Score at the upper edge of bucket 0. */
  #origin = 0;
  #best = 0;
  #temperature = 1;

  constructor(readonly size: number) {
    this.#scores = new Float32Array(size);
    this.#bucket = new Uint16Array(size);
  }

  /**
   * Takes a new set of scores (copied).
   * @returns null where a score is not a finite number.
   */
  load(scores: Float32Array): Softmax | null {
    this.#scores.set(scores);
    let max = -Infinity;
    let check = 0;
    for (let i = 0; i < this.size; i++) {
      const score = scores[i] as number;
      check += score;
      if (score > max) max = score;
    }
    if (!Number.isFinite(check)) return null;
    this.#origin = max;
    this.#count.fill(0);
    let sum = 0;
    let weighted = 0;
    for (let i = 0; i < this.size; i++) {
      const d = max - (scores[i] as number);
      const b = d < NATS ? (d * PER_NAT) | 0 : BUCKETS - 1;
      this.#bucket[i] = b;
      this.#count[b] = (this.#count[b] as number) + 1;
      const e = expMinus(d);
      sum += e;
      weighted += e * d;
    }
    return { logSum: max + Math.log(sum), entropy: Math.log(sum) + weighted / sum };
  }

  score(id: number): number {
    return this.#scores[id] as number;
  }

  /** Changes one score. */
  move(id: number, score: number): void {
    this.#scores[id] = score;
    const from = this.#bucket[id] as number;
    const to = this.#bucketOf(this.score(id));
    this.#bucket[id] = to;
    this.#count[from] = (this.#count[from] as number) - 1;
    this.#count[to] = (this.#count[to] as number) + 1;
  }

  /** The `count` best ids, best first. */
  best(count: number): number[] {
    let last = 0;
    let seen = this.#count[0] as number;
    while (seen < count && last < BUCKETS - 1) seen += this.#count[++last] as number;
    return this.#sorted(0, last).slice(0, count);
  }

  /**
   * Gives each of the `count` best ids the weight exp((score - best score) / temperature), for
   * the cuts below, and the others none.
   */
  weigh(count: number, temperature: number): Prefix {
    const list = count < this.size ? this.best(count) : null;
    this.#best = this.score((list ?? this.best(1))[0] as number);
    this.#temperature = temperature;
    this.#mass.fill(0);
    const n = list ? list.length : this.size;
    let mass = 0;
    for (let i = 0; i < n; i++) {
      const id = list ? (list[i] as number) : i;
      const b = this.#bucket[id] as number;
      const w = this.weight(id);
      this.#mass[b] = (this.#mass[b] as number) + w;
      mass += w;
    }
    return { last: list ? (list[n - 1] as number) : null, mass };
  }

  /** The weight of an id that is within the prefix of `weigh`; the best one's is 1. */
  weight(id: number): number {
    return expMinus((this.#best - this.score(id)) / this.#temperature);
  }

  /** The shortest prefix of `whole` whose mass reaches the target, or `whole`. */
  cutAtMass(whole: Prefix, target: number): Prefix {
    const end = whole.last === null ? BUCKETS - 1 : (this.#bucket[whole.last] as number);
    let mass = 0;
    let b = 0;
    while (b < end && mass + (this.#mass[b] as number) < target) mass += this.#mass[b++] as number;
    let last = whole.last;
    for (const id of this.#sorted(b, b)) {
      mass += this.weight(id);
      if (id === whole.last) return whole;
      last = id;
      if (mass >= target) break;
    }
    return { last, mass };
  }

  /** The ids of `whole` that have at least this weight, above 0 and at most 1. */
  cutAtWeight(whole: Prefix, least: number): Prefix {
    const score = this.#best + this.#temperature * Math.log(least);
    let last = whole.last;
    let mass = 0;
    for (let id = 0; id < this.size; id++) {
      if (this.score(id) < score || !this.contains(whole, id)) continue;
      if (mass === 0 || this.#order(id, last as number) > 0) last = id;
      mass += this.weight(id);
    }
    return { last, mass };
  }

  contains(prefix: Prefix, id: number): boolean {
    return prefix.last === null || this.#order(id, prefix.last) <= 0;
  }

  #bucketOf(score: number): number {
    const d = this.#origin - score;
    return d < NATS ? (d > 0 ? (d * PER_NAT) | 0 : 0) : BUCKETS - 1;
  }

  /** The ids of a range of buckets, best first. */
  #sorted(first: number, last: number): number[] {
    const ids: number[] = [];
    const bucket = this.#bucket;
    for (let i = 0; i < this.size; i++) {
      const b = bucket[i] as number;
      if (b >= first && b <= last) ids.push(i);
    }
    return ids.sort((a, b) => this.#order(a, b));
  }

  #order(a: number, b: number): number {
    return this.score(b) - this.score(a) || a - b;
  }
}
