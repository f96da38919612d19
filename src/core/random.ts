/**
 * Seeded randomness with the same numbers as CPython's `random.Random(seed)`: Mersenne Twister
 * MT19937 (Matsumoto and Nishimura 1998), 53-bit `random()`, and `gauss` by Box and Muller.
 * The Python side is `models/ddmodels/noise.py`.
 */
const N = 624;
const M = 397;

export class Random {
  readonly #state = new Uint32Array(N);
  #index = N;
  #spare: number | null = null;

  /** @throws RangeError unless seed is a whole number in 0..2**32-1. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
      throw new RangeError(`seed must be a whole number in 0..4294967295, got ${seed}`);
    this.#seedByArray(seed >>> 0);
  }

  /** Uniform in [0, 1), 53 random bits. */
  random(): number {
    const a = this.#next() >>> 5;
    const b = this.#next() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  /** Standard normal. */
  gauss(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const angle = this.random() * 2 * Math.PI;
    const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
    this.#spare = Math.sin(angle) * radius;
    return Math.cos(angle) * radius;
  }

  /** `length` standard normal values, in the order of a row-major tensor. */
  normal(length: number): Float32Array {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = this.gauss();
    return values;
  }

  #at(i: number): number {
    return this.#state[i] as number;
  }

  /** `init_by_array([seed])` of the reference implementation, as CPython seeds an int. */
  #seedByArray(key: number): void {
    const s = this.#state;
    s[0] = 19650218;
    for (let i = 1; i < N; i++) {
      const prev = this.#at(i - 1) ^ (this.#at(i - 1) >>> 30);
      s[i] = Math.imul(1812433253, prev) + i;
    }
    let i = 1;
    for (let k = 0; k < N; k++) {
      const prev = this.#at(i - 1) ^ (this.#at(i - 1) >>> 30);
      s[i] = (this.#at(i) ^ Math.imul(prev, 1664525)) + key;
      if (++i >= N) {
        s[0] = this.#at(N - 1);
        i = 1;
      }
    }
    for (let k = 0; k < N - 1; k++) {
      const prev = this.#at(i - 1) ^ (this.#at(i - 1) >>> 30);
      s[i] = (this.#at(i) ^ Math.imul(prev, 1566083941)) - i;
      if (++i >= N) {
        s[0] = this.#at(N - 1);
        i = 1;
      }
    }
    s[0] = 0x80000000;
  }

  #next(): number {
    if (this.#index >= N) this.#twist();
    let y = this.#at(this.#index++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    for (let k = 0; k < N; k++) {
      const y = (this.#at(k) & 0x80000000) | (this.#at((k + 1) % N) & 0x7fffffff);
      this.#state[k] = this.#at((k + M) % N) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}
