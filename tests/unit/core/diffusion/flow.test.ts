import { describe, expect, it } from 'vitest';
import { noiseSchedule, SCHEDULES, type DenoiseStep } from '../../../../src/core/diffusion/denoise';
import { bendOf, pathOf, timeOf, velocityOf } from '../../../../src/core/diffusion/flow';
import { Random } from '../../../../src/core/random';
import { until } from '../../../../src/core/run/trace';
import { samplers, type Denoise } from '../../../../src/engines/diffusion/samplers';
import { figures, pictureTrace } from '../../../helpers/traces';

/** Data of two points, far apart: what is predicted turns with the noise, so paths are bent. */
const A = [1, -0.5, 0.25, 0.8];
const B = [-0.7, 0.9, -0.1, -0.9];
const twoPoints: Denoise = (x, sigma) => {
  const near = (point: number[]) =>
    point.reduce((sum, value, k) => sum - (value - (x[k] as number)) ** 2, 0) / (2 * sigma ** 2);
  const share = 1 / (1 + Math.exp(Math.max(-700, Math.min(700, near(B) - near(A)))));
  return Promise.resolve(
    x.map((_, k) => share * (A[k] as number) + (1 - share) * (B[k] as number)),
  );
};

const step = (x: Float32Array, denoised: Float32Array, sigma: number): DenoiseStep => ({
  ...{ index: 0, sigma, sigmaNext: 0, nfe: 1, passes: [], x, denoised, promptDelta: null },
});

/** Euler's method for flow matching: z' = z + (t' - t) v(z, t), from t near 0 to 1. */
async function eulerInTime(denoise: Denoise, x: Float32Array, sigmas: Float64Array) {
  const at = (i: number) => sigmas[i] as number;
  let z = x.map((value) => value * timeOf(at(0)));
  for (let i = 0; i + 1 < sigmas.length; i++) {
    const [t, next] = [timeOf(at(i)), timeOf(at(i + 1))];
    const sample = z.map((value) => value / t);
    const velocity = velocityOf(step(sample, await denoise(sample, at(i)), at(i)));
    z = z.map((value, k) => value + (next - t) * (velocity?.[k] as number));
  }
  return z;
}

async function last(name: 'euler' | 'ddim', x: Float32Array, sigmas: Float64Array) {
  const none = () => new Float32Array(0);
  let picture: Float32Array = new Float32Array(0);
  for await (const { denoised } of samplers[name](twoPoints, x, sigmas, none)) picture = denoised;
  return picture;
}

describe('the same numbers for the same steps', () => {
  it.each(SCHEDULES.flatMap((schedule) => [1, 4, 20].map((steps) => [schedule, steps] as const)))(
    'Euler in t, Euler in sigma and DDIM agree: %s, %i steps',
    async (schedule, steps) => {
      const sigmas = noiseSchedule(schedule, steps, 0.02, 80);
      for (const seed of [1, 2, 3]) {
        const x = new Random(seed).normal(4).map((value) => value * 80);
        const flow = await eulerInTime(twoPoints, x, sigmas);
        for (const name of ['euler', 'ddim'] as const) {
          const found = await last(name, x, sigmas);
          found.forEach((value, k) => {
            expect(Math.abs(value - (flow[k] as number))).toBeLessThan(1e-5);
          });
        }
      }
    },
  );

  it('the schedule of flow is even in t', () => {
    const times = [...noiseSchedule('flow', 10, 0.02, 80)].map(timeOf);
    const first = 1 / 81;
    times.forEach((t, i) => expect(t).toBeCloseTo(first + (i / 10) * (1 - first), 12));
  });
});

describe('velocity', () => {
  it('is picture minus noise where the prediction is right', () => {
    const picture = new Float32Array([0.5, -1]);
    const noise = [2, -0.25];
    const x = picture.map((value, k) => value + 3 * (noise[k] as number));
    const velocity = velocityOf(step(x, picture, 3));
    expect(velocity?.[0]).toBeCloseTo(0.5 - 2, 6);
    expect(velocity?.[1]).toBeCloseTo(-1 + 0.25, 6);
  });

  it('is none without noise, or of tensors that do not fit', () => {
    const two = new Float32Array(2);
    expect(velocityOf(step(two, two, 0))).toBeNull();
    expect(velocityOf(step(two, two, Infinity))).toBeNull();
    expect(velocityOf(step(two, new Float32Array(3), 1))).toBeNull();
  });
});

describe('the path and its bend', () => {
  /** One value a sample, at z = t x. */
  const trace = (zs: readonly number[], picture: number) => {
    const whole = pictureTrace({ spec: { steps: zs.length, guidance: 1 }, size: 1 });
    const sigmas = noiseSchedule('flow', zs.length, 0.02, 80);
    const results = whole.results.map((result, i) => {
      const sigma = sigmas[i] as number;
      const x = new Float32Array(3).fill((zs[i] as number) / timeOf(sigma));
      const denoised = new Float32Array(3).fill(picture);
      return { ...result, sigma, sigmaNext: sigmas[i + 1] as number, x, denoised };
    });
    return { ...whole, results };
  };

  it('is 0 on a straight line, however long its steps, and of one step alone', () => {
    expect(bendOf(pathOf(trace([0, 1, 4], 5)))).toBeCloseTo(0, 6);
    expect(bendOf(pathOf(trace([3], -2)))).toBe(0);
  });

  it('is the share of the way that a straight one would not have', () => {
    // 0 to 2, back to 1, on to 4: 6 long, 4 far.
    const path = pathOf(trace([0, 2, 1], 4));
    expect(path.map(({ length }) => length)).toEqual([0, 2, 3, 6].map((d) => expect.closeTo(d, 5)));
    expect(path.at(-1)?.distance).toBeCloseTo(4, 5);
    expect(bendOf(path)).toBeCloseTo(1 - 4 / 6, 5);
  });

  it('grows with the playhead and ends at the picture only when the run is done', () => {
    const run = trace([0, 2, 1], 4);
    const [first, second] = run.results;
    expect(pathOf(until(run, (first?.t ?? 0) - 1))).toEqual([]);
    expect(bendOf(pathOf(until(run, first?.t ?? 0)))).toBeNull();
    expect(pathOf(until(run, second?.t ?? 0))).toHaveLength(2);
    expect(pathOf({ ...run, end: { type: 'aborted', t: run.duration } })).toHaveLength(3);
  });

  it('is a figure of the run; of a fork, from where it left its parent', () => {
    const run = trace([0, 2, 1], 4);
    expect(figures(run)['bend']).toBeCloseTo(1 - 4 / 6, 5);
    const from = { runId: 'parent', at: 1, renoise: false };
    const fork = { ...run, spec: { ...run.spec, from } };
    // 2 to 1, on to 4: 4 long, 2 far.
    expect(figures(fork)['bend']).toBeCloseTo(1 - 2 / 4, 5);
  });
});
