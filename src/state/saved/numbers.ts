/**
 * The numbers of a run for other programs: JSON with everything but the frames, CSV of the tokens
 * and of the steps. The fields are described in docs/numbers.md; times are in milliseconds on the
 * run's clock.
 */
import { snr } from '../../core/diffusion/denoise';
import { diffusionMetrics, languageMetrics } from '../../core/run/metrics';
import { textOf, type Trace } from '../../core/run/trace';
import { VERSION } from './version';

const NUMBERS_VERSION = 1;

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

function traceNumbers(trace: Trace) {
  const { lane, spec, engine, warm, startedAt, prompt, encoded, end } = trace;
  const common = { lane, spec, engine, warm, startedAt, end };
  if (lane === 'language')
    return {
      ...common,
      metrics: languageMetrics(trace),
      prompt: prompt && { ids: prompt.ids, pieces: prompt.pieces, t: prompt.t },
      text: textOf(trace),
      tokens: trace.tokens,
    };
  return {
    ...common,
    metrics: diffusionMetrics(trace),
    encoded: encoded && {
      pieces: encoded.pieces,
      cut: encoded.cut,
      pass: encoded.pass,
      t: encoded.t,
    },
    steps: trace.steps.map(({ index, sigma, sigmaNext, nfe, passes, t }) => ({
      ...{ index, sigma, sigmaNext, snr: snr(sigma), nfe, passes, t },
    })),
  };
}

const TOKENS =
  'index,id,piece,text,logprob,probability,entropy,rank,draw,pass,start_ms,pass_ms,t_ms';

/** One line a token. `piece` and `text` are JSON strings: whitespace shows, and no cell is a formula. */
export function tokensCsv(trace: Trace): string {
  return table(
    TOKENS,
    trace.tokens.map(({ index, id, piece, text, logprob, entropy, rank, draw, pass, t }) => [
      ...[index, id, quoted(piece), quoted(text), logprob, Math.exp(logprob), entropy, rank, draw],
      ...[pass.kind, pass.start, pass.ms, t],
    ]),
  );
}

const STEPS = 'index,sigma,sigma_next,snr,nfe,passes,passes_ms,t_ms';

/** One line a denoising step; `passes_ms` is the sum of its forward passes. */
export function stepsCsv(trace: Trace): string {
  return table(
    STEPS,
    trace.steps.map(({ index, sigma, sigmaNext, nfe, passes, t }) => [
      ...[index, sigma, sigmaNext, snr(sigma), nfe, passes.length],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ]),
  );
}

/** As RFC 4180 has it. */
function table(head: string, rows: readonly (readonly (string | number)[])[]): string {
  return [head, ...rows.map((row) => row.join(','))].map((line) => `${line}\r\n`).join('');
}

function quoted(text: string): string {
  return `"${JSON.stringify(text).replaceAll('"', '""')}"`;
}
