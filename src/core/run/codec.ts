/**
 * A run as a file. Layout, little-endian: 8 bytes of magic, u16 version, u16 zero, u32 length of
 * the JSON header, the header (UTF-8), then for each trace in turn its candidates and its frames:
 *   candidates, 16 bytes each: u32 id, u32 index of its piece, f32 logprob, f32 kept
 *   a step, a byte a value: x spread over 0..255 between its smallest and largest value, then
 *   denoised as the bytes it is shown with (`toByte`), so that the picture is kept to the bit,
 *   then promptDelta as x, where the step has one.
 * Everything else is exact. Infinite or undefined figures are saved as the largest finite ones.
 */
import * as v from 'valibot';
import { range, shade, spread, unshade, unspread } from './codec-frames';
import type { Header, SavedTrace } from './codec-schema';
import { headerSchema } from './codec-schema';
import type { DenoiseStep } from '../diffusion/denoise';
import { EngineError } from '../errors';
import type { EventBody, RunEvent, RunSpec } from './run';
import type { Candidate } from '../autoregression/token';
import type { Trace } from './trace';
import { append } from './trace';

export interface SavedRun {
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Of the browser that ran it. */
  readonly userAgent: string;
  readonly traces: readonly Trace[];
}

export const RUN_VERSION = 1;
const MAGIC = new TextEncoder().encode('DnDtrace');
const FIXED = MAGIC.length + 8;
const CANDIDATE = 16;
/** Stands for the logprob of something impossible: a saved figure is finite. */
const LOWEST = -3e38;
/** The end of a trace whose own end the file has lost. */
const CUT_OFF = { code: 'bad-input', message: 'The file is cut off here.', hint: '' } as const;

/** @throws EngineError `bad-input` when a trace's frames are not all of one size. */
export function encodeRun(run: Omit<SavedRun, 'version'>): Uint8Array<ArrayBuffer> {
  const work = encoding(run);
  for (;;) {
    const { value, done } = work.next();
    if (done) return value;
  }
}

/** As `encodeRun`, in pieces of a few milliseconds: whoever holds the work may rest between two. */
export function* encoding(
  run: Omit<SavedRun, 'version'>,
): Generator<undefined, Uint8Array<ArrayBuffer>> {
  const strings = new Map<string, number>();
  const traces: SavedTrace[] = [];
  for (const trace of run.traces) {
    traces.push(describe(trace, strings));
    yield;
  }
  const header: Header = {
    createdAt: run.createdAt,
    userAgent: run.userAgent.slice(0, 1000),
    strings: [...strings.keys()],
    traces,
  };
  const json = new TextEncoder().encode(JSON.stringify(header, finite));
  const length = traces.reduce((sum, trace) => sum + bodyLength(trace), FIXED + json.length);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(MAGIC.length, RUN_VERSION, true);
  view.setUint32(MAGIC.length + 4, json.length, true);
  bytes.set(json, FIXED);
  let at = FIXED + json.length;
  yield;
  for (const [i, trace] of run.traces.entries()) {
    for (const token of trace.tokens)
      for (const candidate of token.candidates) {
        view.setUint32(at, candidate.id, true);
        view.setUint32(at + 4, strings.get(candidate.piece) ?? 0, true);
        view.setFloat32(at + 8, Math.max(candidate.logprob, LOWEST), true);
        view.setFloat32(at + 12, candidate.kept, true);
        at += CANDIDATE;
      }
    for (const [k, step] of trace.steps.entries()) {
      const saved = traces[i]?.steps[k];
      if (!saved) continue;
      at = spread(step.x, saved, bytes, at);
      at = shade(step.denoised, bytes, at);
      if (step.promptDelta && saved.delta) at = spread(step.promptDelta, saved.delta, bytes, at);
      yield;
    }
  }
  return bytes;
}

/**
 * @throws EngineError `bad-input`, and nothing else, on anything that is not a whole saved run of a
 *   known version; no memory is taken for a count that the file has no bytes for.
 */
export function decodeRun(bytes: Uint8Array): SavedRun {
  const { run, missing } = salvageRun(bytes);
  if (missing) throw bad(`it is cut off (${missing} bytes of results are missing)`);
  return run;
}

/**
 * As `decodeRun`, but of a file whose end is missing it gives all tokens and steps that are whole;
 * a trace that lost some ends with an error that says so.
 * @returns `missing` bytes of results; 0 when the file is whole
 * @throws EngineError `bad-input`, and nothing else, on anything else
 */
export function salvageRun(bytes: Uint8Array): { run: SavedRun; missing: number } {
  const { header, body } = open(bytes);
  const need = header.traces.reduce((sum, trace) => sum + bodyLength(trace), 0);
  if (need < body.byteLength) throw bad('it is longer than it says');
  const reader = { view: body, at: 0, strings: header.strings };
  const traces = header.traces.map((trace) => rebuild(trace, reader));
  const names = new Set(traces.map(({ lane, spec }) => `${lane} ${spec.runId}`));
  if (names.size < traces.length) throw bad('it holds the same run twice');
  const { createdAt, userAgent } = header;
  const run = { version: RUN_VERSION, createdAt, userAgent, traces };
  return { run, missing: need - body.byteLength };
}

interface Reader {
  readonly view: DataView;
  readonly strings: readonly string[];
  at: number;
}

function open(bytes: Uint8Array): { header: Header; body: DataView } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw bad('it does not begin like one');
  if (bytes.length < FIXED) throw bad('it is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(MAGIC.length, true);
  if (version > RUN_VERSION)
    throw new EngineError(
      'bad-input',
      `This run was saved by a newer version of the page (format ${version}, this page reads ${RUN_VERSION}).`,
      'Reload the page to get its newest version.',
    );
  if (version !== RUN_VERSION) throw bad(`its format ${version} is unknown`);
  const length = view.getUint32(MAGIC.length + 4, true);
  if (length > bytes.length - FIXED) throw bad('it is cut off in its header');
  const end = FIXED + length;
  let value: unknown;
  try {
    value = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(FIXED, end)),
    );
  } catch (cause) {
    throw bad('its header is not readable', cause);
  }
  const checked = v.safeParse(headerSchema, value);
  if (!checked.success) {
    const issue = checked.issues[0];
    throw bad(`its “${v.getDotPath(issue) ?? 'header'}” is wrong (${issue.message})`);
  }
  return {
    header: checked.output,
    body: new DataView(bytes.buffer, bytes.byteOffset + end, bytes.length - end),
  };
}

function describe(trace: Trace, strings: Map<string, number>): SavedTrace {
  const frame = trace.steps[0]?.x.length ?? 0;
  const odd = ({ x, denoised, promptDelta }: DenoiseStep) =>
    [x, denoised, promptDelta ?? x].some(({ length }) => length !== frame);
  if (trace.steps.some(odd)) throw bad('its frames differ in size');
  for (const { candidates } of trace.tokens)
    for (const { piece } of candidates) if (!strings.has(piece)) strings.set(piece, strings.size);
  const { spec, engine, warm, startedAt, prompt, encoded, end } = trace;
  return {
    spec: copyOf(spec),
    engine,
    warm,
    startedAt,
    prompt: prompt && { ids: [...prompt.ids], pieces: [...prompt.pieces], t: prompt.t },
    encoded: encoded && {
      pieces: [...encoded.pieces],
      cut: encoded.cut,
      pass: encoded.pass,
      t: encoded.t,
    },
    tokens: trace.tokens.map(({ candidates, ...token }) => ({
      ...token,
      candidates: candidates.length,
    })),
    steps: trace.steps.map(({ sigma, sigmaNext, nfe, passes, x, promptDelta, t }) => ({
      ...{ sigma, sigmaNext, nfe, passes: [...passes], t },
      ...range(x),
      delta: promptDelta && range(promptDelta),
    })),
    frame,
    end,
  };
}

/** The schema's lists are mutable ones. */
function copyOf(spec: RunSpec): SavedTrace['spec'] {
  if (spec.lane !== 'language') return spec;
  const { from, ...rest } = spec;
  return from ? { ...rest, from: { ...from, forced: [...from.forced] } } : rest;
}

/** Bytes of the binary part that belong to a trace. */
function bodyLength({ tokens, steps, frame }: SavedTrace): number {
  const candidates = tokens.reduce((sum, token) => sum + token.candidates, 0);
  const frames = steps.reduce((sum, { delta }) => sum + (delta ? 3 : 2), 0);
  return candidates * CANDIDATE + frames * frame;
}

/** Through `append`, which refuses what no run can be. */
function rebuild(saved: SavedTrace, reader: Reader): Trace {
  const { spec, engine, warm, startedAt, prompt, encoded, end, frame } = saved;
  if (engine.lane !== spec.lane) throw bad('its engine is of the other lane');
  if (saved.steps.length > 0 && (frame === 0 || !Number.isInteger(Math.sqrt(frame / 3))))
    throw bad(`frames of ${frame} values are no pictures`);
  if (spec.lane === 'language' ? saved.steps.length : saved.tokens.length)
    throw bad('it holds results of the other lane');
  let seq = 0;
  let trace: Trace | null = null;
  const add = (t: number, body: EventBody) => {
    try {
      trace = append(trace, { ...body, runId: spec.runId, seq: seq++, t } as RunEvent);
    } catch (cause) {
      throw bad(cause instanceof Error ? cause.message : 'its events are out of order', cause);
    }
  };
  add(startedAt, { type: 'start', spec, engine, warm });
  const rest: { t: number; body: EventBody }[] = [];
  if (prompt) {
    const { ids, pieces, t } = prompt;
    rest.push({ t, body: { type: 'prompt', ids, pieces } });
  }
  let cut = false;
  saved.tokens.forEach(({ t, candidates, ...token }, index) => {
    cut ||= !has(reader, candidates * CANDIDATE);
    if (cut) return;
    const own = readCandidates(reader, candidates);
    rest.push({ t, body: { type: 'token', token: { index, ...token, candidates: own } } });
  });
  saved.steps.forEach(({ t, low, high, delta, ...step }, index) => {
    cut ||= !has(reader, frame * (delta ? 3 : 2));
    if (cut) return;
    const frames = {
      x: unspread(readBytes(reader, frame), { low, high }),
      denoised: unshade(readBytes(reader, frame)),
      promptDelta: delta && unspread(readBytes(reader, frame), delta),
    };
    rest.push({ t, body: { type: 'step', step: { index, ...step, ...frames } } });
  });
  // Its place is a matter of time: a fork encodes its prompt after the steps that it keeps.
  const place = encoded ? rest.findIndex(({ t }) => t >= encoded.t) : -1;
  if (encoded) {
    const { pieces, cut, pass, t } = encoded;
    const body = { type: 'encoded', pieces, cut, pass } as const;
    rest.splice(place < 0 ? rest.length : place, 0, { t, body });
  }
  for (const { t, body } of rest) add(t, body);
  if (cut) add(rest.at(-1)?.t ?? startedAt, { type: 'error', error: CUT_OFF });
  else if (end) {
    const { t, ...body } = end;
    add(t, body);
  }
  if (!trace) throw bad('it is empty');
  return trace;
}

/** Whether so many bytes are there; when they are not, nothing after them can be found either. */
function has(reader: Reader, length: number): boolean {
  const enough = length <= reader.view.byteLength - reader.at;
  if (!enough) reader.at = reader.view.byteLength;
  return enough;
}

function readCandidates(reader: Reader, length: number): Candidate[] {
  const { view, strings } = reader;
  const list: Candidate[] = [];
  for (let i = 0; i < length; i++, reader.at += CANDIDATE) {
    const piece = strings[view.getUint32(reader.at + 4, true)];
    const logprob = view.getFloat32(reader.at + 8, true);
    const kept = view.getFloat32(reader.at + 12, true);
    if (piece === undefined || !Number.isFinite(logprob) || !Number.isFinite(kept))
      throw bad('a candidate of a token is damaged');
    list.push({ id: view.getUint32(reader.at, true), piece, logprob, kept });
  }
  return list;
}

function readBytes(reader: Reader, length: number): Uint8Array {
  const { view } = reader;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + reader.at, length);
  reader.at += length;
  return bytes;
}

/** JSON has no infinity; a failed known answer may hold one, and the run must still be savable. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return value === -Infinity ? -Number.MAX_VALUE : Number.MAX_VALUE;
}

function bad(what: string, cause?: unknown): EngineError {
  return new EngineError('bad-input', `This is not a saved run: ${what}.`, 'Choose another file.', {
    cause,
  });
}
