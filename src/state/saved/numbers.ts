/**
 * The numbers of a run for other programs: JSON with everything but the tensors, and a table of the
 * results of a lane as CSV. The fields are described in docs/numbers.md; times are in milliseconds
 * on the run's clock.
 */
import { figuresOf } from '../../core/measure/metric';
import { FORMATS } from '../../core/formats';
import { mechanismOf } from '../../core/mechanisms';
import type { Trace } from '../../core/run/trace';
import { inSlices } from './slices';
import { VERSION } from './version';

const NUMBERS_VERSION = 2;

interface Made {
  readonly createdAt: string;
  readonly userAgent: string;
  readonly traces: readonly Trace[];
}

/** How deep the results of a lane lie: below it, a value is written in one go. */
const RESULT_DEPTH = 3;

/** A document of the schema in docs/numbers.md, in slices: a long run has several megabytes. */
export async function numbersFile(made: Made): Promise<Blob> {
  const parts: string[] = [];
  await inSlices(collected(numbersParts(made), parts));
  return new Blob(parts, { type: 'application/json' });
}

/** The text of such a document, result by result, with a line break at its end. */
export function* numbersParts(made: Made): Generator<string, void> {
  yield* jsonParts(documentOf(made));
  yield '\n';
}

function* collected(from: Iterable<string>, into: string[]): Generator<void, void> {
  for (const part of from) yield void into.push(part);
}

/** The same text as `JSON.stringify`, result by result. */
function* jsonParts(value: unknown, depth = 0): Generator<string, void> {
  if (typeof value !== 'object' || value === null || depth > RESULT_DEPTH) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const list = Array.isArray(value);
  let before = list ? '[' : '{';
  for (const [key, one] of Object.entries(value)) {
    if (!list && one === undefined) continue;
    yield list ? before : `${before}${JSON.stringify(key)}:`;
    yield* jsonParts(one, depth + 1);
    before = ',';
  }
  yield `${before === ',' ? '' : before}${list ? ']' : '}'}`;
}

function documentOf({ createdAt, userAgent, traces }: Made) {
  return {
    schema: 'decode-and-denoise/numbers',
    version: NUMBERS_VERSION,
    page: VERSION,
    createdAt,
    userAgent,
    traces: traces.map(traceNumbers),
  };
}

/** One lane of the document; run.json of the demo holds the same and more. */
export function traceNumbers(trace: Trace) {
  const { spec, engine, warm, startedAt, end } = trace;
  const { mechanism, lane } = spec;
  const { metrics } = mechanismOf(trace);
  return {
    ...{ lane, mechanism, spec, engine, warm, startedAt, end },
    metrics: figuresOf(metrics, trace),
    ...FORMATS[mechanism].numbers(trace),
  };
}

/** One line a result, as RFC 4180 has it. */
export function tableCsv(trace: Trace): string {
  const { heads, row } = FORMATS[trace.spec.mechanism].table;
  return [heads, ...trace.results.map(row)]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
