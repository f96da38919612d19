/** What the figures of a result are called, in which unit they stand, and how they are written. */
import type { BenchEngine, Stat } from '../../core/bench/bench';
import type { Figure, SummaryRow } from '../../core/bench/figures';
import type { LaneKind, Policy } from '../../core/run/run';
import { NONE, significant } from '../../ui/format';

interface Named {
  readonly name: string;
  /** Empty for a number. */
  readonly unit: string;
  readonly meaning: string;
  /** Of the stored figure in that unit. */
  readonly scale?: number;
}

export const FIGURES: Record<Figure, Named> = {
  ttftMs: {
    name: 'TTFT',
    unit: 'ms',
    meaning: 'Time to first token, from the start of the run.',
  },
  prefillTokensPerSecond: {
    name: 'prefill',
    unit: 'tok/s',
    meaning: 'Tokens of the prompt a second; they are read in one pass.',
  },
  decodeTokensPerSecond: {
    name: 'decode',
    unit: 'tok/s',
    meaning: 'Tokens a second after the first: the pace at which the text is written.',
  },
  tpotMs: {
    name: 'TPOT',
    unit: 'ms',
    meaning: 'Time per output token after the first, the mean of a run.',
  },
  tpotP50Ms: {
    name: 'TPOT p50',
    unit: 'ms',
    meaning: 'Time per output token after the first: half of them took less.',
  },
  tpotP95Ms: {
    name: 'TPOT p95',
    unit: 'ms',
    meaning: 'Time per output token after the first: 95 of 100 took less.',
  },
  tokens: { name: 'tokens', unit: '', meaning: 'Tokens of a run.' },
  runMs: {
    name: 'run',
    unit: 's',
    scale: 1e-3,
    meaning: 'From the start of the run to its last result.',
  },
  encodeMs: {
    name: 'encode',
    unit: 'ms',
    meaning: 'The one pass of the text encoder over the prompt.',
  },
  msPerStep: {
    name: 'per step',
    unit: 'ms',
    meaning: 'Mean time of a denoising step, all its evaluations included.',
  },
  imageMs: {
    name: 'picture',
    unit: 's',
    scale: 1e-3,
    meaning: 'From the start of the run to the finished picture.',
  },
  picturesPerMinute: {
    name: 'pictures',
    unit: '1/min',
    meaning: 'Finished pictures a minute.',
  },
  nfe: {
    name: 'NFE',
    unit: '',
    meaning: 'Network function evaluations of a run: steps × evaluations × 2 with guidance.',
  },
};

/** The columns of each lane's table, the main one first. */
export const COLUMNS: Record<LaneKind, readonly Figure[]> = {
  language: ['decodeTokensPerSecond', 'prefillTokensPerSecond', 'ttftMs', 'tpotP50Ms', 'tpotP95Ms'],
  diffusion: ['msPerStep', 'imageMs', 'picturesPerMinute', 'encodeMs', 'nfe'],
};
/** The time of one piece of a lane's work: what is drawn, the same way for both. */
export const PIECE: Record<LaneKind, Figure> = { language: 'tpotMs', diffusion: 'msPerStep' };

export const POLICY_NAMES: Record<Policy, string> = {
  alone: 'alone',
  together: 'together',
  turns: 'taking turns',
};
export const LANES: readonly LaneKind[] = ['language', 'diffusion'];
export const TONE: Record<LaneKind, string> = { language: 'token', diffusion: 'pixel' };

/** Counts: no digits after the point, unless a median lies between two of them. */
const WHOLE: readonly Figure[] = ['nfe', 'tokens'];

/** A figure in the unit of its column: 31.2. */
export function written(figure: Figure, value: number | null): string {
  if (WHOLE.includes(figure) && value !== null)
    return significant(
      value,
      Number.isInteger(value) ? 1 + Math.floor(Math.log10(Math.max(1, value))) : 3,
    );
  return significant(value === null ? null : value * (FIGURES[figure].scale ?? 1));
}

/** "28.9–31.4"; empty where all are written alike: the median says it. */
export function range(figure: Figure, stat: Stat | null | undefined): string {
  if (!stat) return '';
  const [low, high] = [written(figure, stat.min), written(figure, stat.max)];
  return low === high ? '' : `${low}–${high}`;
}

/** "WASM, 2 threads"; "WebGPU on apple metal-3". */
export function where({ backend, threads, adapter }: BenchEngine | SummaryRow['engine']): string {
  if (backend === 'wasm') return `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const name = adapter
    ? [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') || adapter.description
    : '';
  return name ? `WebGPU on ${name}` : 'WebGPU';
}

/** 12.3 M, 2.03 G: three digits and the prefix of a power of a thousand. */
export function amount(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const power = value > 0 ? Math.min(4, Math.max(0, Math.floor(Math.log10(value) / 3))) : 0;
  return `${significant(value / 1000 ** power)} ${['', 'k', 'M', 'G', 'T'][power]}`.trim();
}

/** Time as short as it can be said: 4.2 µs, 0.9 ms, 34 ms, 1.2 s. */
export function short(ms: number): string {
  if (ms < 0.1) return `${significant(ms * 1000, 2)} µs`;
  return ms < 1000 ? `${significant(ms, ms < 10 ? 2 : 3)} ms` : `${significant(ms / 1000)} s`;
}
