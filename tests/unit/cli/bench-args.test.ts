import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../cli/args/options';
import { readBenchArgs } from '../../../cli/bench-args';
import { DEFAULT_PLAN, SWEEP_VALUES } from '../../../src/core/bench/plan';

const read = (...argv: string[]) => {
  const args = readBenchArgs(argv);
  if (!args) throw new Error('help was read');
  return args;
};

describe('the command line of the benchmark', () => {
  test('without options: what the page measures by itself', () => {
    expect(read()).toEqual({
      plan: DEFAULT_PLAN,
      ...{ backend: 'auto', gpu: 'auto', out: 'out/bench.json', timeoutMs: 7_200_000 },
    });
  });

  test('every option', () => {
    const { plan, ...rest } = read(
      ...['--rounds', '8', '--until', '0.05', '--out', 'a/b.json', '--backend', 'wasm'],
      ...['--gpu', 'software', '--tokens', '9', '--steps', '3', '--guidance', '1', '--seed', '0'],
      ...['--sampler', 'heun', '--schedule', 'flow', '--threads', '2', '--timeout', '60'],
      ...['--policies', 'turns, alone,turns', '--starts', 'warm', '--sweep-rounds', '2'],
      ...['--sweep', 'tokens=4,8,8', '--sweep', 'steps', '--engine', 'webllm'],
    );
    expect(rest).toEqual({ backend: 'wasm', gpu: 'software', out: 'a/b.json', timeoutMs: 60_000 });
    expect(plan).toEqual({
      prompts: DEFAULT_PLAN.prompts,
      ...{ tokens: 9, steps: 3, guidance: 1, seed: 0, sampler: 'heun', schedule: 'flow' },
      ...{
        threads: 2,
        backend: 'wasm',
        engine: 'webllm',
        policies: ['turns', 'alone'],
        starts: ['warm'],
      },
      rounds: { kind: 'until', spread: 0.05, min: 3, max: 8 },
      sweeps: [
        { axis: 'tokens', values: [4, 8], rounds: 2 },
        { axis: 'steps', values: SWEEP_VALUES.steps, rounds: 2 },
      ],
    });
  });

  test('sweeps alone, and help', () => {
    expect(read('--policies', 'none', '--sweep', 'context').plan.policies).toEqual([]);
    expect(readBenchArgs(['-h'])).toBe(null);
  });

  test.each([
    [['--rounds', '0'], /--rounds 0: a whole number from 1 to 100/],
    [['--rounds', 'many'], /whole number/],
    [['--until', '2'], /--until 2/],
    [['--policies', 'alone,apart'], /--policies apart: one of alone/],
    [['--policies', 'none'], /Nothing/],
    [['--sweep', 'weather'], /--sweep weather/],
    [['--sweep', 'tokens=4,x'], /numbers with commas/],
    [['--sweep', 'guidance=5'], /pass 5/],
    [['--sweep', 'batch=9'], /Pictures at once 9/],
    [['--backend', 'cuda'], /--backend cuda/],
    [['--engine', 'llama.cpp'], /--engine llama.cpp/],
    [['--out', ' '], /--out/],
    [['--prompt', 'x'], /Unknown option/],
  ])('refuses %j', (argv, message) => {
    expect(() => readBenchArgs(argv)).toThrow(UsageError);
    expect(() => readBenchArgs(argv)).toThrow(message);
  });
});
