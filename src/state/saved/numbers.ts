/**
 * The numbers of a run for other programs: JSON with everything but the tensors, and a table of the
 * results of a lane as CSV. The fields are described in docs/numbers.md; times are in milliseconds
 * on the run's clock.
 */
import { figuresOf } from '../../core/measure/metric';
import { FORMATS } from '../../core/formats';
import { mechanismOf } from '../../core/mechanisms';
import type { Trace } from '../../core/run/trace';
import { VERSION } from './version';

const NUMBERS_VERSION = 2;

interface Made {
  readonly createdAt: string;
  readonly userAgent: string;
  readonly traces: readonly Trace[];
}

/** @returns a document of the schema in docs/numbers.md, with a line break at its end */
export function numbersJson({ createdAt, userAgent, traces }: Made): string {
  const document = {
    schema: 'decode-and-denoise/numbers',
    version: NUMBERS_VERSION,
    page: VERSION,
    createdAt,
    userAgent,
    traces: traces.map(traceNumbers),
  };
  return `${JSON.stringify(document)}\n`;
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
