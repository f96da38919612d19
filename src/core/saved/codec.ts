/**
 * A run as a file, version 2. Layout, little-endian: 8 bytes of magic, u16 version, u16 zero, u32
 * length of the JSON header, the header (UTF-8), then the body: the binary part of each result, in
 * the order of the header. What of a result is JSON and what is body is its mechanism's to say
 * (`ResultCodec`). Infinite or undefined figures are saved as the largest finite ones. Files of
 * version 1 are read by `codec-v1.ts`.
 */
import * as v from 'valibot';
import { text as words } from '../../text/errors';
import { text } from '../../text/saved';
import { listOf } from '../checks';
import { EngineError } from '../errors';
import { MECHANISMS_KNOWN, MODALITIES, RUNTIMES_KNOWN } from '../ids';
import { FORMATS } from '../formats';
import { bad, BodyReader, BodyWriter, CutOff } from '../run/body';
import { openVersion1 } from './codec-v1';
import { checked, MOST_STRINGS, type OpenedHeader, type OpenedTrace } from './opened';
import { DONE_REASONS, type EventBody, type ResultBase, type RunEvent } from '../run/run';
import {
  adapter,
  count,
  errorSchema,
  knownAnswer,
  label,
  number,
  selfCheck,
  time,
  timestamp,
} from '../run/schema';
import { collect, type Trace } from '../run/trace';

export interface SavedRun {
  /** ISO 8601. */
  readonly createdAt: string;
  /** Of the browser that ran it. */
  readonly userAgent: string;
  readonly traces: readonly Trace[];
}

export const RUN_VERSION = 2;
/** Of a file. */
export const MOST_TRACES = 64;
/** Of a trace: ten times what the page makes (`core/limits`). */
const MOST_RESULTS = 10_000;
/** Bytes of the header: a file of 64 long traces has a tenth of it. */
const MOST_HEADER = 48 * 1024 * 1024;
/** Objects and lists in a header: 64 long traces have a quarter of it, and more only eats memory. */
const MOST_BRACKETS = 1_000_000;
const MAGIC = new TextEncoder().encode('DnDtrace');
const FIXED = MAGIC.length + 8;
/** The end of a trace whose own end the file has lost. */
const CUT_OFF = { code: 'bad-input', message: words.savedRun.cutOff, hint: '' } as const;

const engine = v.object({
  mechanism: v.picklist(MECHANISMS_KNOWN),
  modality: v.picklist(MODALITIES),
  model: v.object({
    source: v.picklist(['site', 'hub', 'file']),
    id: label,
    revision: v.nullable(label),
    name: label,
    sha256: label,
  }),
  runtimeId: v.picklist(RUNTIMES_KNOWN),
  runtime: label,
  backend: v.picklist(['webgpu', 'wasm']),
  backendReason: label,
  adapter,
  threads: count,
  knownAnswer: v.nullable(knownAnswer),
  selfCheck: v.exactOptional(selfCheck),
  loadMs: number,
  fromDevice: v.boolean(),
});

const endSchema = v.variant('type', [
  v.object({ type: v.literal('done'), reason: v.picklist(DONE_REASONS), t: time }),
  v.object({ type: v.literal('aborted'), t: time }),
  v.object({ type: v.literal('error'), error: errorSchema, t: time }),
]);

/** The mechanism's own parts are checked by its schemas, once it is known which it is. */
const timed = v.looseObject({ t: time });
const moment = v.object({ t: time });
const trace = v.object({
  spec: v.looseObject({ mechanism: v.picklist(MECHANISMS_KNOWN) }),
  engine,
  warm: v.boolean(),
  startedAt: time,
  input: v.nullable(timed),
  /** Checked one by one, so that a bad file is refused at its first wrong result. */
  results: listOf(v.unknown(), MOST_RESULTS),
  end: v.nullable(endSchema),
});

const headerSchema = v.object({
  createdAt: timestamp,
  userAgent: label,
  /** What results refer to by index, each once. */
  strings: listOf(label, MOST_STRINGS),
  /** Bytes of the body. */
  body: v.pipe(v.number(), v.integer(), v.minValue(0)),
  traces: v.pipe(listOf(trace, MOST_TRACES), v.minLength(1)),
});
type Header = v.InferOutput<typeof headerSchema>;

/** @throws EngineError `bad-input` when a result cannot be saved. */
export function encodeRun(run: SavedRun): Uint8Array<ArrayBuffer> {
  const work = encoding(run);
  for (;;) {
    const { value, done } = work.next();
    if (done) return value;
  }
}

/** As `encodeRun`, in pieces of a few milliseconds: whoever holds the work may rest between two. */
export function* encoding(run: SavedRun): Generator<undefined, Uint8Array<ArrayBuffer>> {
  const body = new BodyWriter();
  const traces: Header['traces'] = [];
  for (const one of run.traces) {
    const { codec } = FORMATS[one.spec.mechanism];
    const { spec, engine, warm, startedAt, input, end } = one;
    const results: Header['traces'][number]['results'] = [];
    for (const { t, ...result } of one.results) {
      results.push({ ...(codec.write(result, body) as object), t });
      yield;
    }
    traces.push({
      ...{ spec: { ...spec }, engine, warm, startedAt, end },
      input: input && { ...input },
      results,
    });
  }
  const header: Header = {
    createdAt: run.createdAt,
    userAgent: run.userAgent.slice(0, 1000),
    strings: body.strings,
    body: body.length,
    traces,
  };
  const json = new TextEncoder().encode(JSON.stringify(header, finite));
  yield;
  const bytes = new Uint8Array(FIXED + json.length + body.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(MAGIC.length, RUN_VERSION, true);
  view.setUint32(MAGIC.length + 4, json.length, true);
  bytes.set(json, FIXED);
  body.copyTo(bytes, FIXED + json.length);
  return bytes;
}

/**
 * @throws EngineError `bad-input`, and nothing else, on anything that is not a whole saved run of a
 *   known version; no memory is taken for a count that the file has no bytes for.
 */
export function decodeRun(bytes: Uint8Array): SavedRun {
  const { run, missing } = salvageRun(bytes);
  if (missing) throw bad(text.format.missing(missing));
  return run;
}

/**
 * As `decodeRun`, but of a file whose end is missing it gives all results that are whole; a trace
 * that lost some ends with an error that says so.
 * @returns `missing` bytes of results; 0 when the file is whole
 * @throws EngineError `bad-input`, and nothing else, on anything else
 */
export function salvageRun(bytes: Uint8Array): { run: SavedRun; missing: number } {
  const { version, header, body } = open(bytes);
  const opened = version === 1 ? openVersion1(header) : openVersion2(header);
  if (opened.bytes < body.length) throw bad(text.format.longer);
  const reader = new BodyReader(body, opened.strings);
  const traces = opened.traces.map((saved) => rebuild(saved, reader));
  const names = new Set(traces.map(({ spec }) => `${spec.lane} ${spec.runId}`));
  if (names.size < traces.length) throw bad(text.format.twice);
  const { createdAt, userAgent } = opened;
  const missing = opened.bytes - body.length;
  if (!missing && !reader.exact) throw bad(text.format.otherBytes);
  return { run: { createdAt, userAgent, traces }, missing };
}

/** @throws EngineError `bad-input` where this is no beginning of a saved run */
export function checkStart(bytes: Uint8Array): void {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw bad(text.format.start);
}

function open(bytes: Uint8Array): { version: number; header: unknown; body: Uint8Array } {
  checkStart(bytes);
  if (bytes.length < FIXED) throw bad(text.format.cutOff);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(MAGIC.length, true);
  if (version > RUN_VERSION)
    throw new EngineError(
      'bad-input',
      text.format.newer(version, RUN_VERSION),
      text.format.newerHint,
    );
  if (version < 1) throw bad(text.format.unknown(version));
  const length = view.getUint32(MAGIC.length + 4, true);
  if (length > MOST_HEADER) throw bad(text.format.header);
  if (length > bytes.length - FIXED) throw bad(text.format.cutOffHeader);
  const end = FIXED + length;
  if (brackets(bytes.subarray(FIXED, end)) > MOST_BRACKETS) throw bad(text.format.header);
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(FIXED, end));
    return { version, header: JSON.parse(json) as unknown, body: bytes.subarray(end) };
  } catch (cause) {
    throw bad(text.format.headerUnreadable, cause);
  }
}

/** How many objects and lists JSON may open, counted without reading it, and no further than needed. */
function brackets(json: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < json.length && count <= MOST_BRACKETS; i++)
    if (json[i] === 0x5b || json[i] === 0x7b) count++;
  return count;
}

function openVersion2(value: unknown): OpenedHeader {
  const { body, traces, ...rest } = checked(headerSchema, value);
  return {
    ...rest,
    bytes: body,
    traces: traces.map(({ spec, engine, input, results, ...one }, i) => {
      const path = `traces.${i}.`;
      const format = FORMATS[spec.mechanism];
      const { codec } = format;
      const { t = 0, ...own } = input ?? {};
      return {
        ...one,
        spec: checked(format.spec, spec, `${path}spec.`),
        engine,
        input: input && { ...checked(codec.input, own, `${path}input.`), t },
        results: results.map((saved, n) => {
          const { t } = checked(moment, saved, `${path}results.${n}.`);
          const result = checked(codec.result, saved, `${path}results.${n}.`);
          return { t, read: (reader, index) => codec.read(result, index, reader) };
        }),
      };
    }),
  };
}

/** Through `collect`, which refuses what no run can be. */
function rebuild(saved: OpenedTrace, reader: BodyReader): Trace {
  const { spec, engine } = saved;
  if (engine.mechanism !== spec.mechanism) throw bad(text.format.mechanism);
  try {
    return collect(numbered(saved, reader));
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw bad(cause instanceof Error ? cause.message : text.format.order, cause);
  }
}

function* numbered(saved: OpenedTrace, reader: BodyReader): Generator<RunEvent> {
  let seq = 0;
  for (const { t, body } of eventsOf(saved, reader))
    yield { ...body, runId: saved.spec.runId, seq: seq++, t };
}

interface Timed {
  readonly t: number;
  readonly body: EventBody;
}

function* eventsOf(saved: OpenedTrace, reader: BodyReader): Generator<Timed> {
  const { spec, engine, warm, startedAt, input, results, end } = saved;
  yield { t: startedAt, body: { type: 'start', spec, engine, warm } };
  let newest = startedAt;
  let entered = input === null;
  const entering = (): Timed[] => {
    if (!input || entered) return [];
    entered = true;
    const { t, ...own } = input;
    newest = Math.max(newest, t);
    return [{ t, body: { type: 'input', input: own } }];
  };
  let cut = false;
  for (const [index, { t, read }] of results.entries()) {
    let result: ResultBase;
    try {
      result = read(reader, index);
    } catch (cause) {
      if (!(cause instanceof CutOff)) throw cause;
      cut = true;
      break;
    }
    // Its place is a matter of time: a fork may read its prompt after the results that it keeps.
    if (input && input.t <= t) yield* entering();
    newest = t;
    yield { t, body: { type: 'result', result } };
  }
  yield* entering();
  if (cut) yield { t: newest, body: { type: 'error', error: CUT_OFF } };
  else if (end) {
    const { t, ...body } = end;
    yield { t, body };
  }
}

/** JSON has no infinity; a failed known answer may hold one, and the run must still be savable. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return value === -Infinity ? -Number.MAX_VALUE : Number.MAX_VALUE;
}
