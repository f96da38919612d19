/**
 * Denoising steps as saved: JSON for each, and a byte a value of its tensors: x spread over 0..255
 * between its smallest and largest value, then denoised as the bytes it is shown with (`toByte`),
 * so that the picture is kept to the bit, then promptDelta as x, where the step has one.
 */
import * as v from 'valibot';
import { text } from '../../text/mechanism-details';
import { listOf } from '../checks';
import { shade, unshade } from '../image';
import { bad, type BodyReader } from '../run/body';
import type { Format, ResultCodec, Version1 } from '../mechanism/mechanism';
import { count, float32, number, pass, passes, pieces, specV1, time } from '../run/schema';
import { SAMPLER_NAMES, snr, type DenoiseStep } from './denoise';
import { range, spread, unspread } from './frames';
import { specFields, specSchema, type DiffusionSpec, type EncodedInput } from './spec';

/** Ten times what the page makes (`core/limits`). */
const MOST_STEPS = 2000;
/** Values of a frame of 1024 x 1024 pixels: more is no picture of ours. */
const LARGEST_FRAME = 3 * 1024 ** 2;

const step = {
  sigma: number,
  sigmaNext: number,
  nfe: count,
  passes,
  /** Smallest and largest value of x, which its bytes span. */
  low: float32,
  high: float32,
  /** The same of promptDelta; null where there is none. */
  delta: v.optional(v.nullable(v.object({ low: float32, high: float32 })), null),
};
const savedStep = v.object({
  ...step,
  /** Values in a frame, 3 x size x size. */
  frame: v.pipe(count, v.maxValue(LARGEST_FRAME)),
});
type Saved = v.InferOutput<typeof savedStep>;

const codec: ResultCodec<EncodedInput, DenoiseStep> = {
  input: v.object({ pieces, cut: v.boolean(), passes }),
  result: savedStep,
  write({ index, x, denoised, promptDelta, ...rest }, body): Saved {
    const frame = x.length;
    if ([denoised, promptDelta ?? x].some(({ length }) => length !== frame))
      throw bad(text.refused.sizes);
    const span = range(x);
    const delta = promptDelta && range(promptDelta);
    spread(x, span, body.room(frame), 0);
    shade(denoised, body.room(frame), 0);
    if (promptDelta && delta) spread(promptDelta, delta, body.room(frame), 0);
    return { ...rest, passes: [...rest.passes], ...span, delta, frame };
  },
  read: (saved, index, body) => readStep(saved as Saved, index, body),
  size: ({ x }) => 300 + 3 * x.length,
};

const version1: Version1<DiffusionSpec, EncodedInput, DenoiseStep> = {
  lane: 'diffusion',
  modality: 'picture',
  becomes: 'b',
  bench: { prompt: 'caption', results: 'steps' },
  trace: v.pipe(
    v.object({
      spec: v.object({ ...specV1, lane: v.literal('diffusion'), ...specFields }),
      encoded: v.nullable(v.object({ pieces, cut: v.boolean(), pass, t: time })),
      steps: listOf(v.object({ ...step, t: time }), MOST_STEPS),
      tokens: listOf(v.unknown(), 0),
      frame: count,
    }),
    v.transform(({ spec, encoded, steps, frame }) => ({
      spec: { ...spec, lane: 'b', mechanism: 'diffusion' as const },
      input: encoded && {
        ...{ pieces: encoded.pieces, cut: encoded.cut, t: encoded.t },
        passes: [encoded.pass],
      },
      bytes: steps.reduce((sum, { delta }) => sum + frame * (delta ? 3 : 2), 0),
      results: steps.map(({ t, ...rest }) => ({
        t,
        read: (body: BodyReader, index: number) => readStep({ ...rest, frame }, index, body),
      })),
    })),
  ),
};

function readStep(
  { low, high, delta, frame, ...rest }: Saved,
  index: number,
  body: BodyReader,
): DenoiseStep {
  if (frame === 0 || !Number.isInteger(Math.sqrt(frame / 3))) throw bad(text.refused.frames(frame));
  // All at once: a step of which a part is missing is none.
  const bytes = body.take(frame * (delta ? 3 : 2));
  const part = (i: number) => bytes.subarray(i * frame, (i + 1) * frame);
  return {
    ...{ index, ...rest },
    x: unspread(part(0), { low, high }),
    denoised: unshade(part(1)),
    promptDelta: delta && unspread(part(2), delta),
  };
}

export const format: Format<DiffusionSpec, EncodedInput, DenoiseStep> = {
  spec: specSchema,
  codec,
  version1,
  cite: ({ spec, results }) =>
    text.cite.steps({
      ...spec,
      sampler: SAMPLER_NAMES[spec.sampler],
      done: results.length,
    }),
  numbers: ({ input, results }) => ({
    encoded: input && { pieces: input.pieces, cut: input.cut, passes: input.passes, t: input.t },
    steps: results.map(({ index, sigma, sigmaNext, nfe, passes, t }) => ({
      ...{ index, sigma, sigmaNext, snr: snr(sigma), nfe, passes, t },
    })),
  }),
  table: {
    name: 'steps',
    heads: ['index', 'sigma', 'sigma_next', 'snr', 'nfe', 'passes', 'passes_ms', 't_ms'],
    row: ({ index, sigma, sigmaNext, nfe, passes, t }) => [
      ...[index, sigma, sigmaNext, snr(sigma), nfe, passes.length],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },
};
