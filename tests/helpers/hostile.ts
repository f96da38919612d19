/**
 * What a stranger may send: mutated values, texts and bytes for property tests, and the promise that
 * whatever reads them answers soon, and in words.
 */
import fc from 'fast-check';
import { EngineError } from '../../src/core/errors';

/**
 * Longest that reading one of them may keep the page's main thread, milliseconds, on a machine that
 * does `REFERENCE` in the time below; on a slower or busier one that much longer, since what is
 * looked for is work that grows without bound and not the speed of whoever runs the test.
 */
const MOST_MS = 200;
const REFERENCE_MS = 100;
/** A case that took longer is tried again: another process may have had the processor. */
const TRIES = 4;
/** Of a sentence for a person. */
const LONGEST_MESSAGE = 600;

/** In place of any value in a file: what no writer of ours puts there. */
const WRONG: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 0.5,
  () => 1e308,
  () => -1e308,
  () => 2 ** 53,
  () => Number.MIN_VALUE,
  () => '',
  () => 'x'.repeat(100_000),
  () => '9'.repeat(50_000),
  () => ' \t\n'.repeat(20_000),
  () => '\u0000\ud800\u202e<script>alert(1)</script>',
  () => '2026-11-25T10:00:00+05',
  () => '+275760-09-13T00:00:00.001Z',
  () => '../../etc/passwd',
  () => 'constructor',
  () => [],
  () => ({}),
  () => Array<number>(20_000).fill(0),
  () => Array<string>(3000).fill('y'.repeat(100)),
  () => nested(2000),
  () => Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])),
  () => ({ ['z'.repeat(50_000)]: 1 }),
  () => JSON.parse('{"__proto__": {"polluted": 1}}') as unknown,
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

/** One change of a value: where (a share of all places, in the order of writing), and what. */
interface Change {
  readonly at: number;
  readonly kind: 'put' | 'drop' | 'twice' | 'rename' | 'swap' | 'scale';
  readonly what: number;
}

export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    kind: fc.constantFrom('put', 'put', 'put', 'drop', 'twice', 'rename', 'swap', 'scale'),
    what: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 4 },
);

interface Spot {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string;
}

function spots(value: unknown, into: Spot[] = []): Spot[] {
  if (typeof value !== 'object' || value === null || into.length > 20_000) return into;
  const parent = value as Spot['parent'];
  for (const key of Object.keys(parent)) {
    into.push({ parent, key });
    spots((parent as Record<string, unknown>)[key], into);
  }
  return into;
}

/** A copy of a JSON value with these changes. */
export function changed<T>(value: T, list: readonly Change[]): unknown {
  const copy = structuredClone(value) as unknown;
  for (const { at, kind, what } of list) {
    const all = spots(copy);
    const spot = all[Math.floor(at * all.length)];
    if (!spot) continue;
    const { key } = spot;
    const parent = spot.parent as Record<string, unknown>;
    const other = all[what % all.length] as Spot;
    if (kind === 'put') parent[key] = WRONG[what % WRONG.length]?.();
    else if (kind === 'scale') parent[key] = Number(parent[key]) * (what - 500);
    else if (kind === 'swap') parent[key] = (other.parent as Record<string, unknown>)[other.key];
    else if (Array.isArray(parent)) {
      const copies = kind === 'twice' ? Array<unknown>(what).fill(parent[Number(key)]) : [];
      parent.splice(Number(key), kind === 'twice' ? 0 : 1, ...copies);
    } else {
      if (kind !== 'drop') parent[`${key}_`] = parent[key];
      if (kind !== 'twice') Reflect.deleteProperty(parent, key);
    }
  }
  // What refers to itself can be in no file.
  return JSON.parse(withoutCycles(copy)) as unknown;
}

function withoutCycles(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return 'null';
  }
}

/** Changes of bytes: a few of them, a part missing, or a part of it again. */
export const damage: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array<ArrayBuffer>> = fc.oneof(
  fc
    .array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    })
    .map((list) => (bytes: Uint8Array) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of list) copy[Math.floor(at * copy.length)] = value;
      return copy;
    }),
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([a, b]) => (bytes: Uint8Array) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)].map((x) => Math.floor(x * bytes.length));
      return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);
    }),
);

/** A list of numbers and objects, read and written: what most of the time here goes to. */
const REFERENCE = JSON.stringify(
  Array.from({ length: 60_000 }, (_, i) => ({ id: i, text: `word ${i}`, values: [i / 7, i / 3] })),
);

/** How much slower than the reference this machine is at this moment; at least 1. */
function slowness(): number {
  const before = process.cpuUsage();
  const read = JSON.parse(REFERENCE) as unknown[];
  if (JSON.stringify(read).length !== REFERENCE.length) throw new Error('not what was written');
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, (user + system) / 1000 / REFERENCE_MS);
}

/**
 * Does the work, which may be refused with an EngineError of one of these codes and with nothing
 * else, and keeps the thread that it is done on for no more than `MOST_MS` at a time.
 * @returns what it gave; null where it was refused
 */
export async function soonAndInWords<T>(
  work: () => T | Promise<T>,
  ...codes: readonly EngineError['code'][]
): Promise<Awaited<T> | null> {
  let fastest = Infinity;
  let most = MOST_MS;
  let given: Awaited<T> | null = null;
  for (let i = 0; i < TRIES && fastest > most; i++) {
    if (i > 0) most = MOST_MS * slowness();
    const stop = watchThread();
    const before = process.cpuUsage();
    try {
      given = await work();
    } catch (cause) {
      given = null;
      refusedInWords(cause, codes);
    }
    const { user, system } = process.cpuUsage(before);
    // Another process may have had the processor, but not this one's time.
    fastest = Math.min(fastest, stop(), (user + system) / 1000);
  }
  if (fastest > most)
    throw new Error(
      `It kept the thread for ${fastest.toFixed(0)} ms, of at most ${most.toFixed(0)}.`,
    );
  return given;
}

/** @returns ends it, and tells the longest time in which nothing else could be done, milliseconds */
function watchThread(): () => number {
  let longest = 0;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 2);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

function refusedInWords(cause: unknown, codes: readonly EngineError['code'][]): void {
  if (!(cause instanceof EngineError)) throw cause;
  const { code, message, hint } = cause;
  if (!codes.includes(code)) throw new Error(`Refused as ${code}: ${message}`, { cause });
  for (const words of [message, hint])
    if (words.length > LONGEST_MESSAGE || /\[object|undefined|NaN/.test(words))
      throw new Error(`No clear sentence: ${words.slice(0, 2000)}`, { cause });
  if (!/[.!?]$/.test(message)) throw new Error(`No whole sentence: ${message}`, { cause });
}
