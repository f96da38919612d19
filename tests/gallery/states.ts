/** The states that must look finished. */
import type { AutoregressionTrace } from '../../src/core/autoregression/spec';
import type { DiffusionTrace } from '../../src/core/diffusion/spec';
import { pictureTrace, TEXTS, textTrace } from './samples';

export interface State {
  readonly language: AutoregressionTrace | null;
  readonly diffusion: DiffusionTrace | null;
  readonly playhead: number;
}

const error = {
  type: 'error',
  error: {
    code: 'device-lost',
    message: 'The GPU was taken away by the system.',
    hint: 'Press Run to continue.',
  },
} as const;
const software = {
  backend: 'webgpu',
  threads: 0,
  adapter: {
    vendor: 'google',
    architecture: 'swiftshader',
    description: 'SwiftShader Device',
    software: true,
    f16: false,
  },
} as const;
const failed = {
  knownAnswer: { ok: false, worst: 3.2, tolerance: 0.05, what: 'logits of 8 tokens' },
} as const;

export const STATES = {
  done: () => ({ language: textTrace(), diffusion: pictureTrace(), playhead: Infinity }),
  middle: () => ({ language: textTrace(), diffusion: pictureTrace(), playhead: 1250 }),
  running: () => ({
    language: textTrace({ tokens: 23, end: null }),
    diffusion: pictureTrace({ steps: 10, end: null }),
    playhead: Infinity,
  }),
  empty: () => ({ language: null, diffusion: null, playhead: Infinity }),
  started: () => ({
    language: textTrace({ tokens: 0, end: null, warm: false }),
    diffusion: pictureTrace({ steps: 0, end: null, warm: false }),
    playhead: Infinity,
  }),
  one: () => ({
    language: textTrace({ tokens: 1, end: null }),
    diffusion: pictureTrace({ steps: 1, end: null }),
    playhead: Infinity,
  }),
  aborted: () => ({
    language: textTrace({ tokens: 14, end: { type: 'aborted' } }),
    diffusion: pictureTrace({ steps: 6, end: { type: 'aborted' } }),
    playhead: Infinity,
  }),
  error: () => ({
    language: textTrace({ tokens: 20, end: error, engine: software }),
    diffusion: pictureTrace({ steps: 8, end: error, engine: software }),
    playhead: Infinity,
  }),
  wrong: () => ({
    language: textTrace({ engine: failed }),
    diffusion: pictureTrace({ engine: failed }),
    playhead: Infinity,
  }),
  long: () => ({
    language: textTrace({
      text: `${TEXTS.english} `.repeat(6),
      spec: { maxTokens: 400 },
      end: { type: 'done', reason: 'length' },
    }),
    diffusion: pictureTrace({ spec: { steps: 50 } }),
    playhead: 5200,
  }),
  chinese: () => ({
    language: textTrace({ text: TEXTS.chinese }),
    diffusion: pictureTrace({ cut: true }),
    playhead: Infinity,
  }),
  arabic: () => ({
    language: textTrace({ text: TEXTS.arabic }),
    diffusion: pictureTrace({ spec: { steps: 1, guidance: 1 } }),
    playhead: Infinity,
  }),
  emoji: () => ({
    language: textTrace({ text: TEXTS.emoji }),
    diffusion: pictureTrace({ spec: { steps: 6 } }),
    playhead: Infinity,
  }),
  fork: () => ({
    language: textTrace({ spec: { from: { runId: 'run-0', at: 9, forced: [1009, 1010] } } }),
    diffusion: pictureTrace({ spec: { from: { runId: 'run-0', at: 6, renoise: false } } }),
    playhead: 620,
  }),
  /** Of before traces held raw logits and the prediction without the prompt. */
  old: () => {
    const language = textTrace();
    const diffusion = pictureTrace();
    return {
      language: { ...language, results: language.results.map((t) => ({ ...t, logSum: null })) },
      diffusion: {
        ...diffusion,
        results: diffusion.results.map((s) => ({ ...s, promptDelta: null })),
      },
      playhead: 1250,
    };
  },
  html: () => ({
    language: textTrace({ text: TEXTS.html }),
    diffusion: pictureTrace({ size: 16 }),
    playhead: Infinity,
  }),
} satisfies Record<string, () => State>;
