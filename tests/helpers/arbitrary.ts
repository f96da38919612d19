/** Random runs for property tests: every shape that an engine may produce, small enough to shrink. */
import fc from 'fast-check';
import type { DenoiseStep } from '../../src/core/diffusion/denoise';
import { SAMPLERS, SCHEDULES } from '../../src/core/diffusion/denoise';
import { ERROR_CODES } from '../../src/core/errors';
import {
  DONE_REASONS,
  type EventBody,
  type Pass,
  type RunEvent,
  type RunSpec,
} from '../../src/core/run/run';
import type { AutoregressionTrace, PromptInput } from '../../src/core/autoregression/spec';
import type { TokenStep } from '../../src/core/autoregression/token';
import type { DiffusionTrace, EncodedInput } from '../../src/core/diffusion/spec';
import type { Trace } from '../../src/core/run/trace';
import { pictureSpec, engineInfo, textSpec, traceOf } from './traces';

const id = fc.integer({ min: 0, max: 0xffffffff });
const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => (x === 0 ? 0 : x));
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => (x === 0 ? 0 : x));
const ms = fc.double({ min: 0, max: 1e6, noNaN: true }).map((x) => (x === 0 ? 0 : x));
const word = fc.string({ unit: 'binary', maxLength: 12 });
const policy = fc.constantFrom('alone' as const, 'together' as const, 'turns' as const);
/** Candidates are saved as float32. */
const single = (of: fc.Arbitrary<number>) => of.map((x) => Math.fround(x));

const pass = (kind: Pass['kind']): fc.Arbitrary<Pass> =>
  fc.record({ kind: fc.constant(kind), start: ms, ms, size: fc.nat(512) });

const token: fc.Arbitrary<Omit<TokenStep, 'index'>> = fc.record({
  id,
  piece: word,
  text: word,
  logprob: figure,
  entropy: figure,
  logSum: fc.option(figure, { nil: null }),
  rank: fc.nat(50_000),
  draw: share,
  candidates: fc.array(
    fc.record({ id, piece: word, logprob: single(figure), kept: single(share) }),
    { maxLength: 6 },
  ),
  passes: fc.array(pass('decode'), { minLength: 1, maxLength: 3 }),
});

function step(size: number): fc.Arbitrary<Omit<DenoiseStep, 'index'>> {
  const frame = fc
    .array(fc.float({ min: -80, max: 80, noNaN: true }), {
      minLength: 3 * size * size,
      maxLength: 3 * size * size,
    })
    .map((values) => Float32Array.from(values));
  return fc.record({
    sigma: figure,
    sigmaNext: figure,
    nfe: fc.nat(4),
    passes: fc.array(pass('denoise'), { maxLength: 4 }),
    x: frame,
    denoised: frame,
    promptDelta: fc.option(frame, { nil: null }),
  });
}

const end: fc.Arbitrary<EventBody | null> = fc.oneof(
  fc.constantFrom(null, { type: 'aborted' } as const),
  fc.constantFrom(...DONE_REASONS).map((reason) => ({
    type: 'done' as const,
    reason,
  })),
  fc
    .record({ code: fc.constantFrom(...ERROR_CODES), message: word, hint: word })
    .map((error) => ({ type: 'error' as const, error })),
);

/** Gives the bodies times that rise by random steps. */
function timed<T extends Trace>(spec: RunSpec, bodies: EventBody[], gaps: readonly number[]): T {
  let t = 0;
  const events: RunEvent[] = bodies.map((body, seq) => {
    t += gaps[seq % gaps.length] ?? 0;
    return { ...body, runId: spec.runId, seq, t };
  });
  return traceOf<T>(events);
}

const gaps = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1 });
const start = (spec: RunSpec, warm: boolean): EventBody => ({
  type: 'start',
  spec,
  engine: engineInfo(spec.mechanism, { backendReason: '' }),
  warm,
});

export const textTraces: fc.Arbitrary<AutoregressionTrace> = fc
  .record({
    prompt: fc.string({ unit: 'binary', maxLength: 40 }),
    seed: id,
    policy,
    warm: fc.boolean(),
    control: fc.constantFrom({}, { controlTokens: true } as const),
    ids: fc.option(fc.array(id, { maxLength: 20 }), { nil: null }),
    tokens: fc.array(token, { maxLength: 12 }),
    end,
    gaps,
  })
  .map((from) => {
    const { prompt, seed, policy, control } = from;
    const spec = textSpec({ prompt, seed, policy, ...control });
    const bodies: EventBody[] = [start(spec, from.warm)];
    if (from.ids) {
      const input: PromptInput = { ids: from.ids, pieces: from.ids.map(String), passes: [] };
      bodies.push({ type: 'input', input });
    }
    from.tokens.forEach((body, index) => {
      const result: TokenStep = { index, ...body };
      bodies.push({ type: 'result', result });
    });
    if (from.end) bodies.push(from.end);
    return timed(spec, bodies, from.gaps);
  });

export const pictureTraces: fc.Arbitrary<DiffusionTrace> = fc
  .integer({ min: 1, max: 4 })
  .chain((size) =>
    fc.record({
      sampler: fc.constantFrom(...SAMPLERS),
      schedule: fc.constantFrom(...SCHEDULES),
      policy,
      guidance: share.map((x) => 1 + x * 19),
      several: fc.constantFrom({}, { batch: 1 }, { batch: 8 }),
      encoded: fc.option(pass('encode'), { nil: null }),
      steps: fc.array(step(size), { maxLength: 6 }),
      end,
      gaps,
    }),
  )
  .map((from) => {
    const { sampler, schedule, policy, guidance, several } = from;
    const spec = pictureSpec({ sampler, schedule, policy, guidance, ...several });
    const bodies: EventBody[] = [start(spec, true)];
    if (from.encoded) {
      const input: EncodedInput = { pieces: ['a', 'cat'], cut: false, passes: [from.encoded] };
      bodies.push({ type: 'input', input });
    }
    from.steps.forEach((body, index) => {
      const result: DenoiseStep = { index, ...body };
      bodies.push({ type: 'result', result });
    });
    if (from.end) bodies.push(from.end);
    return timed(spec, bodies, from.gaps);
  });
