/**
 * The figures of a run, computed from its trace and nothing else. Of a fork they are those of what
 * it computed itself, from the moment at which it left its parent.
 */
import type { Trace } from './trace';
import { leftAt, ownPasses, reused } from './fork';
import { settledShare } from '../image';

export interface LanguageMetrics {
  readonly lane: 'language';
  /** Time to first token: from the run's start to the first token on the CPU. */
  readonly ttftMs: number | null;
  /** Prompt tokens over the time of the prefill pass. */
  readonly prefillTokensPerSecond: number | null;
  /** Tokens after the first over the wall time between first and last. */
  readonly decodeTokensPerSecond: number | null;
  /** Time per output token: the mean wall time between tokens after the first. */
  readonly tpotMs: number | null;
  readonly tokens: number;
  readonly passes: number;
}

export interface DiffusionMetrics {
  readonly lane: 'diffusion';
  readonly encodeMs: number | null;
  /** Mean wall time of a step, its network evaluations included. */
  readonly msPerStep: number | null;
  /** From the run's start to the newest step. */
  readonly imageMs: number | null;
  readonly steps: number;
  readonly nfe: number;
  readonly passes: number;
}

export function languageMetrics(trace: Trace): LanguageMetrics {
  const began = leftAt(trace);
  const tokens = trace.tokens.slice(reused(trace.spec));
  const first = tokens[0];
  const last = tokens.at(-1);
  const prefill = first?.pass.kind === 'prefill' ? first.pass : null;
  const between = first && last && tokens.length > 1 ? last.t - first.t : null;
  const tpotMs = between === null ? null : between / (tokens.length - 1);
  return {
    lane: 'language',
    ttftMs: first ? first.t - began : null,
    prefillTokensPerSecond: prefill && prefill.ms > 0 ? (prefill.size / prefill.ms) * 1000 : null,
    decodeTokensPerSecond: tpotMs ? 1000 / tpotMs : null,
    tpotMs,
    tokens: trace.tokens.length,
    passes: ownPasses(trace).length,
  };
}

export function diffusionMetrics(trace: Trace): DiffusionMetrics {
  const began = leftAt(trace);
  const steps = trace.steps.slice(reused(trace.spec));
  const last = steps.at(-1);
  const encoded = trace.encoded && trace.encoded.t >= began ? trace.encoded : null;
  const origin = encoded?.t ?? began;
  return {
    lane: 'diffusion',
    encodeMs: encoded?.pass.ms ?? null,
    msPerStep: last ? (last.t - origin) / steps.length : null,
    imageMs: last ? last.t - began : null,
    steps: trace.steps.length,
    nfe: steps.reduce((sum, step) => sum + step.nfe, 0),
    passes: ownPasses(trace).length,
  };
}

export interface SettledPoint {
  readonly t: number;
  /** 0..1. */
  readonly share: number;
}

/**
 * "Final so far": the share of the result that will not change any more. A token is final when it
 * is chosen; a pixel when its predicted x0 is within 1/16 of its last value. Until the run has
 * ended the last is the newest known, and text is measured against the most it may become.
 */
export function settled(trace: Trace): SettledPoint[] {
  if (trace.spec.lane === 'language') {
    const total = trace.end
      ? trace.tokens.length
      : Math.max(trace.spec.maxTokens, trace.tokens.length);
    return trace.tokens.map((token, i) => ({ t: token.t, share: (i + 1) / total }));
  }
  const last = trace.steps.at(-1);
  return trace.steps.map((step) => ({
    t: step.t,
    share: last ? settledShare(step.denoised, last.denoised) : 0,
  }));
}
