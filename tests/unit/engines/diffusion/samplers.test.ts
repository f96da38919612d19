import { describe, expect, it } from 'vitest';
import {
  noiseSchedule,
  SAMPLERS,
  SCHEDULES,
  type SamplerName,
} from '../../../../src/core/diffusion/denoise';
import { Random } from '../../../../src/core/random';
import {
  samplers,
  type Denoise,
  type SamplerStep,
} from '../../../../src/engines/diffusion/samplers';
import fixture from '../../../fixtures/samplers.json';

/** Standard deviation of the data; for a normal distribution the best denoiser is known. */
const SPREAD = 0.5;
const gaussian: Denoise = (x, sigma) =>
  Promise.resolve(x.map((value) => (value * SPREAD ** 2) / (SPREAD ** 2 + sigma ** 2)));
const noNoise = (): Float32Array => {
  throw new Error('this sampler draws no noise');
};

async function run(
  name: SamplerName,
  x: Float32Array,
  sigmas: Float64Array,
  normal: (length: number) => Float32Array = noNoise,
  denoise = gaussian,
): Promise<SamplerStep[]> {
  const steps: SamplerStep[] = [];
  for await (const step of samplers[name](denoise, x, sigmas, normal)) steps.push(step);
  return steps;
}

/** The exact path of the probability flow ODE: x / sqrt(spread^2 + sigma^2) is constant. */
function exact(x: number, from: number, to: number): number {
  return x * Math.sqrt((SPREAD ** 2 + to ** 2) / (SPREAD ** 2 + from ** 2));
}

/** Largest distance from the exact path at the lowest level above 0, with N evenly falling steps. */
async function error(name: SamplerName, steps: number): Promise<number> {
  const sigmas = noiseSchedule('karras', steps + 1, 0.1, 10);
  const last = (await run(name, new Float32Array([8]), sigmas)).at(-1);
  return Math.abs((last?.x[0] ?? Number.NaN) - exact(8, 10, 0.1));
}

describe.each(SAMPLERS)('%s', (name) => {
  it.each(SCHEDULES)('makes N steps on a %s schedule, the last to 0', async (schedule) => {
    const sigmas = noiseSchedule(schedule, 7, 0.02, 50);
    const random = new Random(3);
    const steps = await run(name, new Float32Array([40, -12, 3]), sigmas, (n) => random.normal(n));
    expect(steps.map((step) => step.i)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(steps.map((step) => step.sigma)).toEqual([...sigmas.subarray(0, 7)]);
    expect(steps.map((step) => step.sigmaNext)).toEqual([...sigmas.subarray(1)]);
    for (const { x, sigma, denoised } of steps)
      expect([...denoised]).toEqual([...(await gaussian(x, sigma))]);
  });

  it('gives the prediction itself in a single step', async () => {
    const x = new Float32Array([80, -80]);
    const steps = await run(name, x, noiseSchedule('karras', 1, 0.01, 80));
    expect(steps).toHaveLength(1);
    expect(steps[0]?.x).toBe(x);
    expect(steps[0]?.denoised[0]).toBeCloseTo((80 * 0.25) / (0.25 + 6400), 8);
  });

  it('leaves what it has given untouched', async () => {
    const sigmas = noiseSchedule('karras', 6, 0.02, 20);
    const random = new Random(9);
    const given: { step: SamplerStep; x: number[]; denoised: number[] }[] = [];
    const start = new Float32Array([3, -9]);
    for await (const step of samplers[name](gaussian, start, sigmas, (n) => random.normal(n)))
      given.push({ step, x: [...step.x], denoised: [...step.denoised] });
    for (const { step, x, denoised } of given) {
      expect([...step.x]).toEqual(x);
      expect([...step.denoised]).toEqual(denoised);
    }
  });

  it('asks for nothing more once its reader has stopped', async () => {
    let evaluations = 0;
    const counting: Denoise = (x, sigma) => {
      evaluations++;
      return gaussian(x, sigma);
    };
    const sigmas = noiseSchedule('karras', 10, 0.02, 20);
    const random = new Random(1);
    let steps = 0;
    for await (const step of samplers[name](counting, new Float32Array(3), sigmas, (n) =>
      random.normal(n),
    )) {
      steps++;
      if (step.i === 2) break;
    }
    expect(steps).toBe(3);
    expect(evaluations).toBe(name === 'heun' ? 6 : 3);
  });

  it('hands on what the denoiser throws', async () => {
    const failing: Denoise = () => Promise.reject(new Error('the pass failed'));
    const sigmas = noiseSchedule('karras', 3, 0.02, 20);
    await expect(run(name, new Float32Array(3), sigmas, noNoise, failing)).rejects.toThrow(
      'the pass failed',
    );
  });
});

describe('evaluations of the network', () => {
  it.each([
    ['euler', 12],
    ['heun', 23],
    ['dpmpp2m', 12],
    ['ddim', 12],
    ['euler-ancestral', 12],
  ] as const)('%s takes %i in 12 steps', async (name, expected) => {
    let evaluations = 0;
    const counting: Denoise = (x, sigma) => {
      evaluations++;
      return gaussian(x, sigma);
    };
    const random = new Random(1);
    const sigmas = noiseSchedule('karras', 12, 0.02, 20);
    await run(name, new Float32Array(3), sigmas, (n) => random.normal(n), counting);
    expect(evaluations).toBe(expected);
  });
});

describe('order of convergence on Gaussian data', () => {
  // Halving the step divides the error by 2^order.
  it.each([
    ['euler', 1],
    ['ddim', 1],
    ['heun', 2],
    ['dpmpp2m', 2],
  ] as const)('%s is of order %i', async (name, order) => {
    const errors = [await error(name, 32), await error(name, 64), await error(name, 128)];
    for (let i = 0; i < 2; i++) {
      const measured = Math.log2((errors[i] ?? 0) / (errors[i + 1] ?? 0));
      expect(measured).toBeGreaterThan(order - 0.25);
      expect(measured).toBeLessThan(order + 0.35);
    }
  });

  it('the second-order samplers end closer with as many steps', async () => {
    const euler = await error('euler', 20);
    expect(await error('heun', 20)).toBeLessThan(euler / 4);
    expect(await error('dpmpp2m', 20)).toBeLessThan(euler / 4);
  });
});

describe('known values', () => {
  // Two steps 2 -> 1 -> 0 from x = 4 with D = x / (1 + 4 sigma^2), worked by hand.
  const sigmas = new Float64Array([2, 1, 0]);
  const start = new Float32Array([4]);
  const first = 4 / 17;

  it.each(['euler', 'ddim', 'dpmpp2m'] as const)('%s', async (name) => {
    const [, last] = await run(name, start, sigmas);
    const x = first + (4 - first) / 2;
    expect(last?.x[0]).toBeCloseTo(x, 6);
    expect(last?.denoised[0]).toBeCloseTo(x / 5, 6);
  });

  it('heun', async () => {
    const [, last] = await run('heun', start, sigmas);
    const slope = (4 - first) / 2;
    const euler = 4 - slope;
    const x = 4 - (slope + (euler - euler / 5)) / 2;
    expect(last?.x[0]).toBeCloseTo(x, 6);
  });

  it('euler-ancestral', async () => {
    const [, last] = await run('euler-ancestral', start, sigmas, () => new Float32Array([2]));
    // Down to 1/2 and up by sqrt(3)/2.
    expect(last?.x[0]).toBeCloseTo(first + (4 - first) / 4 + Math.sqrt(3), 6);
  });

  it('dpmpp2m uses the prediction before from the second step on', async () => {
    const [, , last] = await run('dpmpp2m', start, new Float64Array([4, 2, 0.5, 0]));
    const D = (x: number, sigma: number) => x / (1 + 4 * sigma ** 2);
    const d0 = D(4, 4);
    const x1 = d0 + (4 - d0) / 2;
    const d1 = D(x1, 2);
    // r = log 2 / log 4, so the weight of the difference is 1.
    const target = 2 * d1 - d0;
    expect(last?.x[0]).toBeCloseTo(target + (x1 - target) / 4, 6);
  });
});

describe('euler-ancestral', () => {
  it('ends in the distribution of the data', async () => {
    const random = new Random(5);
    const x = random.normal(20_000).map((value) => value * 50);
    const sigmas = noiseSchedule('karras', 60, 0.02, 50);
    const last = (await run('euler-ancestral', x, sigmas, (n) => random.normal(n))).at(-1);
    const values = last?.denoised ?? new Float32Array(0);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    // First order with 60 steps: a few percent narrow.
    expect(Math.sqrt(variance)).toBeGreaterThan(SPREAD * 0.9);
    expect(Math.sqrt(variance)).toBeLessThan(SPREAD * 1.02);
  });

  it('draws noise for every step but the last', async () => {
    let draws = 0;
    const sigmas = noiseSchedule('karras', 9, 0.02, 50);
    await run('euler-ancestral', new Float32Array(2), sigmas, (n) => {
      draws++;
      return new Float32Array(n);
    });
    expect(draws).toBe(8);
  });
});

describe('the Python samplers (models/ddmodels/sampler_fixture.py)', () => {
  /** Relative to the larger of 1 and the value; Python rounds every product to float32, we do at the end. */
  const close = (actual: Float32Array | undefined, expected: readonly number[]) => {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((value, k) => {
      const size = Math.max(1, Math.abs(value));
      expect(Math.abs((actual?.[k] ?? Number.NaN) - value) / size).toBeLessThan(1e-5);
    });
  };

  it('has every sampler on every schedule', () => {
    const pairs = fixture.runs.map(({ sampler, schedule }) => `${sampler} ${schedule}`).sort();
    const all = SAMPLERS.flatMap((sampler) =>
      SCHEDULES.map((schedule) => `${sampler} ${schedule}`),
    );
    expect(pairs).toEqual(all.sort());
  });

  it.each(fixture.runs)('$sampler on $schedule takes the same path', async (expected) => {
    const name = expected.sampler as SamplerName;
    const schedule = expected.schedule as (typeof SCHEDULES)[number];
    const { seed, sigmaMin, sigmaMax } = fixture;
    const sigmas = noiseSchedule(schedule, expected.sigmas.length - 1, sigmaMin, sigmaMax);
    expected.sigmas.forEach((sigma, i) => expect(sigmas[i]).toBeCloseTo(sigma, 10));

    const evaluated: Float32Array[] = [];
    const formula: Denoise = (x, sigma) => {
      evaluated.push(x);
      return Promise.resolve(x.map((value) => Math.tanh(value / (1 + sigma ** 2))));
    };
    const random = new Random(seed);
    const first = random.normal(expected.picture.length).map((value) => value * sigmaMax);
    const steps = await run(name, first, sigmas, (n) => random.normal(n), formula);
    expect(evaluated).toHaveLength(expected.evaluated.length);
    expected.evaluated.forEach((x, i) => close(evaluated[i], x));
    close(steps.at(-1)?.denoised, expected.picture);
  });
});
