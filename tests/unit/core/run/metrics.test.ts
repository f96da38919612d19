import { describe, expect, it } from 'vitest';
import type { DenoiseStep } from '../../../../src/core/diffusion/denoise';
import type { EncodedInput } from '../../../../src/core/diffusion/spec';
import { mechanismOf } from '../../../../src/core/mechanisms';
import type { EventBody, RunSpec } from '../../../../src/core/run/run';
import type { Trace } from '../../../../src/core/run/trace';
import {
  pictureSpec,
  engineInfo,
  figures,
  textSpec,
  tokenStep,
  traceOf,
} from '../../../helpers/traces';

/** A run that began at 100, of bodies with the times written beside them. */
function trace(spec: RunSpec, ...timed: [t: number, body: EventBody][]): Trace {
  const start: EventBody = { type: 'start', spec, engine: engineInfo(spec.mechanism), warm: true };
  const all: [number, EventBody][] = [[100, start], ...timed];
  return traceOf(all.map(([t, body], seq) => ({ ...body, runId: spec.runId, seq, t })));
}

/** A prompt of 50 tokens, read in two passes, then a token a pass. */
function token(index: number): EventBody {
  const passes = index
    ? [{ kind: 'decode', start: 0, ms: 20, size: 1 }]
    : [
        { kind: 'prefill', start: 0, ms: 150, size: 30 },
        { kind: 'prefill', start: 150, ms: 100, size: 20 },
      ];
  return { type: 'result', result: { ...tokenStep(index), passes } };
}

const step = (index: number, value: number, nfe = 2): EventBody =>
  result({
    index,
    sigma: 1,
    sigmaNext: 0,
    nfe,
    passes: Array.from({ length: nfe / 2 }, () => ({ kind: 'denoise', start: 0, ms: 1, size: 2 })),
    x: new Float32Array(12),
    // Half of the four pixels have their last value from the beginning.
    denoised: Float32Array.from({ length: 12 }, (_, i) => (i % 4 < 2 ? 0.5 : value)),
    promptDelta: null,
  });

function result(result: DenoiseStep): EventBody {
  return { type: 'result', result };
}

const settled = (run: Trace) => mechanismOf(run).settled(run);
const done: EventBody = { type: 'done', reason: 'stop' };

describe('autoregression', () => {
  it('measures from the start of its own run, not of the clock', () => {
    const run = trace(textSpec(), [400, token(0)], [440, token(1)], [500, token(2)], [510, done]);
    expect(figures(run)).toEqual({
      ttftMs: 300,
      prefillTokensPerSecond: 200,
      decodeTokensPerSecond: 20,
      tpotMs: 50,
      tpotP50Ms: 50,
      tpotP95Ms: 59,
      promptTokens: 0,
      runMs: 400,
      tokens: 3,
      passes: 4,
    });
  });

  it('has no figures before there is something to measure', () => {
    expect(figures(trace(textSpec()))).toMatchObject({
      ttftMs: null,
      prefillTokensPerSecond: null,
      decodeTokensPerSecond: null,
      tpotMs: null,
      tokens: 0,
      passes: 0,
    });
    expect(figures(trace(textSpec(), [400, token(0)]))).toMatchObject({
      ttftMs: 300,
      tpotMs: null,
      decodeTokensPerSecond: null,
    });
  });

  it('never divides by a time of zero', () => {
    const run = trace(textSpec(), [400, token(0)], [400, token(1)]);
    expect(figures(run)).toMatchObject({ tpotMs: 0, decodeTokensPerSecond: null });
  });

  it('is final token by token: of the most it may become, then of what it became', () => {
    const spec = textSpec({ maxTokens: 4 });
    const going = trace(spec, [400, token(0)], [440, token(1)]);
    expect(settled(going)).toEqual([
      { t: 400, share: 0.25 },
      { t: 440, share: 0.5 },
    ]);
    const ended = trace(spec, [400, token(0)], [440, token(1)], [441, done]);
    expect(settled(ended).map(({ share }) => share)).toEqual([0.5, 1]);
  });
});

describe('diffusion', () => {
  const input: EncodedInput = {
    pieces: ['a'],
    cut: false,
    passes: [{ kind: 'encode', start: 100, ms: 45, size: 3 }],
  };
  const encoded: EventBody = { type: 'input', input };

  it('measures steps from the end of the encoder, the picture from the start', () => {
    const run = trace(pictureSpec(), [150, encoded], [250, step(0, -1)], [450, step(1, 0, 4)]);
    expect(figures(run)).toEqual({
      // All samples of this run are the same.
      bend: null,
      encodeMs: 45,
      msPerStep: 150,
      imageMs: 350,
      picturesPerMinute: null,
      steps: 2,
      nfe: 6,
      passes: 4,
      batch: 2,
      pictures: 1,
      runMs: 350,
    });
  });

  it('has no figures before there is something to measure', () => {
    expect(figures(trace(pictureSpec()))).toMatchObject({
      encodeMs: null,
      msPerStep: null,
      imageMs: null,
      steps: 0,
      nfe: 0,
    });
  });

  it('is final where every channel is within 1/16 of the newest picture', () => {
    const run = trace(pictureSpec(), [250, step(0, -1)], [300, step(1, 0.88)], [350, step(2, 0.9)]);
    expect(settled(run)).toEqual([
      { t: 250, share: 0.5 },
      { t: 300, share: 1 },
      { t: 350, share: 1 },
    ]);
    expect(settled(trace(pictureSpec()))).toEqual([]);
  });
});
