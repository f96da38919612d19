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
  return (TABLE[i] as number) * within(t - i);
}

/** exp(-f / 64) for f in [0, 1). */
function within(f: number): number {
  return 1 - f * (C1 - f * (C2 - f * C3));
}
const C1 = 1 / PER_NAT;
const C2 = C1 ** 2 / 2;
const C3 = C1 ** 3 / 6;

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
  /** All ids down to bucket `#reach`, in no order: most questions are about these few. */
  #head: number[] = [];
  #reach = -1;
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
    const bucket = this.#bucket;
    const count = this.#count;
    const n = scores.length;
    let max = -Infinity;
    let check = 0;
    for (let i = 0; i < n; i++) {
      const score = scores[i] as number;
      check += score;
      if (score > max) max = score;
    }
    if (!Number.isFinite(check)) return null;
    this.#origin = max;
    this.#reach = -1;
    count.fill(0);
    let sum = 0;
    let weighted = 0;
    for (let i = 0; i < n; i++) {
      const d = max - (scores[i] as number);
      const t = d * PER_NAT;
      const b = t < BUCKETS ? t | 0 : BUCKETS - 1;
      bucket[i] = b;
      count[b] = (count[b] as number) + 1;
      if (t >= BUCKETS) continue;
      const e = (TABLE[b] as number) * within(t - b);
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
    if (from > this.#reach && to <= this.#reach) this.#head.push(id);
    if (from <= this.#reach && to > this.#reach) this.#head.splice(this.#head.indexOf(id), 1);
  }

  /** The `count` best ids, best first. */
  best(count: number): number[] {
    let last = 0;
    let seen = this.#count[0] as number;
    while (seen < count && last < BUCKETS - 1) seen += this.#count[++last] as number;
    if (last > this.#reach) {
      this.#head = this.#scan(0, last);
      this.#reach = last;
    }
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
    while (b < end) {
      const next = this.#mass[b] as number;
      // A bucket that the penalty emptied is passed even by a target of 0.
      if (next > 0 && mass + next >= target) break;
      mass += next;
      b++;
    }
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
    let last = -1;
    let mass = 0;
    for (let id = 0; id < this.size; id++) {
      if (this.score(id) < score || !this.contains(whole, id)) continue;
      if (last < 0 || this.#order(id, last) > 0) last = id;
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
    const ids =
      last <= this.#reach
        ? this.#head.filter((id) => this.#within(id, first, last))
        : this.#scan(first, last);
    return ids.sort((a, b) => this.#order(a, b));
  }

  #within(id: number, first: number, last: number): boolean {
    const b = this.#bucket[id] as number;
    return b >= first && b <= last;
  }

  #scan(first: number, last: number): number[] {
    const ids: number[] = [];
    const bucket = this.#bucket;
    for (let i = 0; i < bucket.length; i++) {
      const b = bucket[i] as number;
      if (b >= first && b <= last) ids.push(i);
    }
    return ids;
  }

  #order(a: number, b: number): number {
    return this.score(b) - this.score(a) || a - b;
  }
}
