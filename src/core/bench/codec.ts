/**
 * A result as a file (JSON) and as the fragment of a link: the same JSON without single passes,
 * deflated, base64url. Reading never throws anything but an EngineError `bad-input`, and never
 * unpacks more than a result can be.
 */
import * as v from 'valibot';
import { text as words } from '../../text/bench';
import { text as errors } from '../../text/errors';
import { wrongField } from '../checks';
import { EngineError } from '../errors';
import { MECHANISMS_KNOWN, RUNTIMES_KNOWN } from '../ids';
import type { Setting } from '../mechanism/settings';
import { MECHANISMS } from '../mechanisms';
import type { SettingValue } from '../model';
import { BENCH_FORMAT, BENCH_VERSION, type BenchPlan, type BenchResult } from './bench';
import { benchSchema } from './schema';
import { LARGEST } from './schema-parts';
import { fromVersion1, schemaV1 } from './v1';

const said = words.file;

/** Bytes of a file that are looked at at all; a hundred rounds are about 15 MB. */
export const MAX_RESULT_BYTES = 32e6;
/** Objects and lists of a file; a hundred rounds are some 300,000. */
const MOST_BRACKETS = 1_000_000;
/** Characters of a fragment: what browsers, chats and mail pass on unharmed. */
export const MAX_LINK = 16_000;
/** Bytes that a fragment may unpack to. */
const MAX_UNPACKED = 2e6;

export function encodeResult(result: BenchResult): string {
  return `${JSON.stringify(result, finite, 1)}\n`;
}

/** @throws EngineError `bad-input`, in words for the person who chose the file */
export function decodeResult(text: string): BenchResult {
  if (text.length > MAX_RESULT_BYTES) throw bad(said.tooLarge(MAX_RESULT_BYTES / 1e6));
  if (opensMore(text, MOST_BRACKETS)) throw bad(said.tooMany);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad(said.notJson, cause);
  }
  return checkResult(value);
}

/** Whether JSON may open more objects and lists than `most`, found without reading it. */
function opensMore(json: string, most: number): boolean {
  let count = 0;
  for (const bracket of '[{')
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1))
      if (++count > most) return true;
  return false;
}

/** @throws EngineError `bad-input` */
function checkResult(value: unknown): BenchResult {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== BENCH_FORMAT) throw bad(said.unmarked);
  if (version !== BENCH_VERSION && version !== 1) throw otherVersion(version);
  if (version === BENCH_VERSION) refuseUnknownLanes(value);
  const result =
    version === 1 ? fromVersion1(checked(schemaV1, value)) : checked(benchSchema, value);
  const { createdAt, engines, samples, plan, costs, notes } = result;
  // The pattern of ISO 8601 alone lets through zones that no `Date` can read.
  if (!Number.isFinite(Date.parse(createdAt)))
    throw bad(said.wrong('createdAt', errors.savedRun.date));
  checkPlanned(plan);
  for (const { lane, mechanism } of engines)
    if (plan.lanes.find(({ id }) => id === lane)?.mechanism !== mechanism)
      throw bad(said.engineLane(lane));
  for (const { engine, lane } of samples)
    if (engines[engine]?.lane !== lane) throw bad(said.sampleEngine(engine, lane));
  for (const { lane } of [...costs, ...notes])
    if (lane !== null && !plan.lanes.some(({ id }) => id === lane))
      throw bad(said.unknownLaneId(lane));
  return result;
}

/** @throws EngineError `bad-input` */
function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const { field, why } = wrongField(result.issues[0], said.content);
  throw bad(said.wrong(field, why));
}

const namesOnly = v.looseObject({
  plan: v.looseObject({
    lanes: v.array(v.looseObject({ mechanism: v.string(), runtime: v.string() })),
  }),
});

/** A way of generating that came later is no damage. @throws EngineError `bad-input` */
function refuseUnknownLanes(value: unknown): void {
  const names = v.safeParse(namesOnly, value);
  if (!names.success) return;
  for (const { mechanism, runtime } of names.output.plan.lanes) {
    const unknown = MECHANISMS_KNOWN.some((id) => id === mechanism)
      ? RUNTIMES_KNOWN.some((id) => id === runtime)
        ? null
        : runtime
      : mechanism;
    if (unknown !== null)
      throw new EngineError('bad-input', said.unknownLane(unknown.slice(0, 40)), said.reload);
  }
}

/** Settings that the page knows have values that it can show; others are kept. */
function checkPlanned({ lanes }: BenchPlan): void {
  if (new Set(lanes.map(({ id }) => id)).size < lanes.length) throw bad(said.sameId);
  for (const { id, mechanism, values } of lanes)
    for (const [key, value] of Object.entries(values)) {
      const setting = MECHANISMS[mechanism].settings[key];
      if (setting && !fits(setting, value)) throw bad(said.wrongSetting(key, id));
    }
}

function fits(setting: Setting, value: SettingValue): boolean {
  if (setting.kind === 'choice') return setting.choices.includes(String(value));
  return typeof value === (setting.kind === 'text' ? 'string' : 'number');
}

/**
 * The fragment of a link that carries the result: `encodeResult` without single passes, and, where
 * that is still too long, without the samples of sweeps or the oldest rounds, which a note says.
 * @returns without a `#`; null where even one round does not fit
 */
export async function toFragment(result: BenchResult): Promise<string | null> {
  const slim: BenchResult = {
    ...result,
    samples: result.samples.map((sample) => rounded({ ...sample, passes: [] })),
  };
  for (const samples of lighter(slim.samples)) {
    const left = result.samples.length - samples.length;
    const bytes = await deflate(JSON.stringify({ ...slim, samples, ...cut(slim, left) }, finite));
    if (bytes.length * (4 / 3) <= MAX_LINK) return base64url(bytes);
  }
  return null;
}

/** @throws EngineError `bad-input` on anything that `toFragment` did not make */
export async function fromFragment(fragment: string): Promise<BenchResult> {
  if (fragment.length > 2 * MAX_LINK) throw bad(said.linkTooLong);
  let text: string;
  try {
    text = await inflate(bytesOf(fragment));
  } catch (cause) {
    throw cause instanceof EngineError ? cause : bad(said.linkCutOff, cause);
  }
  return decodeResult(text);
}

type Samples = BenchResult['samples'];

/** All samples, then those of the plan's own work alone, then ever fewer rounds. */
function* lighter(samples: Samples): Generator<Samples> {
  yield samples;
  let own = samples.filter(({ sweep }) => !sweep);
  if (!own.length) return;
  yield own;
  for (let rounds = Math.max(...own.map(({ round }) => round)); rounds > 0;) {
    rounds = Math.floor(rounds / 2);
    own = own.filter(({ round }) => round <= rounds);
    yield own;
  }
}

function cut({ notes }: BenchResult, left: number): Partial<BenchResult> {
  if (!left) return {};
  const message = said.shortened(left);
  return { notes: [...notes, { code: 'shortened', level: 'info', lane: null, message }] };
}

/** Figures to a microsecond: finer than any clock here, and half as long. */
function rounded<T>(value: T): T {
  if (typeof value === 'number') return (Math.round(value * 1000) / 1000) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, rounded(v)])) as T;
  return value;
}

async function deflate(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > MAX_UNPACKED) {
      await reader.cancel();
      throw bad(said.linkUnpacks);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw bad(said.linkDamaged);
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** JSON has no infinity; a failed known answer may hold one, and its result must still travel. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Number.isNaN(value) ? LARGEST : Math.min(LARGEST, Math.max(-LARGEST, value));
}

function otherVersion(version: unknown): EngineError {
  if (typeof version === 'number' && version > BENCH_VERSION)
    return new EngineError('bad-input', said.newer(version, BENCH_VERSION), said.reload);
  return bad(said.unknownVersion(typeof version === 'number' ? version : null));
}

function bad(what: string, cause?: unknown): EngineError {
  return new EngineError('bad-input', said.refused(what), said.refusedHint, { cause });
}
