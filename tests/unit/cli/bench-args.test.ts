import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../cli/args/options';
import { BENCH_USAGE, readBenchArgs } from '../../../cli/bench-args';
import { axisIn, planOf } from '../../../src/core/bench/plan';
import { siteModel, type LanePlan } from '../../../src/core/model';

const read = (...argv: string[]) => {
  const args = readBenchArgs(argv);
  if (!args) throw new Error('help was read');
  return args;
};
const TEXT: LanePlan = {
  ...{ id: 'a', mechanism: 'autoregression', model: siteModel('smollm2-135m-instruct') },
  ...{ runtime: 'onnxruntime', values: {} },
};
const PICTURE: LanePlan = {
  ...{ id: 'b', mechanism: 'diffusion', model: siteModel('emoji-denoiser') },
  ...{ runtime: 'onnxruntime', values: {} },
};

describe('the command line of the benchmark', () => {
  test('without options: what the page measures by itself', () => {
    expect(read()).toEqual({
      plan: planOf([TEXT, PICTURE]),
      ...{ backend: 'auto', gpu: 'auto', out: 'out/bench.json', timeoutMs: 7_200_000 },
    });
  });

  test('every option', () => {
    const { plan, ...rest } = read(
      ...['--rounds', '8', '--until', '0.05', '--out', 'a/b.json', '--backend', 'wasm'],
      ...['--gpu', 'software', '--tokens', '9', '--steps', '3', '--guidance', '1', '--seed', '0'],
      ...['--sampler', 'heun', '--schedule', 'flow', '--threads', '2', '--timeout', '60'],
      ...['--policies', 'turns, alone,turns', '--starts', 'warm', '--sweep-rounds', '2'],
      ...['--sweep', 'tokens=4,8,8', '--sweep', 'steps', '--style', 'noto', '--set', 'a.topk=3'],
    );
    expect(rest).toEqual({ backend: 'wasm', gpu: 'software', out: 'a/b.json', timeoutMs: 60_000 });
    const picture = { steps: 3, guidance: 1, sampler: 'heun', schedule: 'flow' };
    const lanes: LanePlan[] = [
      { ...TEXT, values: { tokens: 9, topk: 3 } },
      { ...PICTURE, values: { ...picture, style: 4 } },
    ];
    const sweep = { lane: null, rounds: 2 };
    expect(plan).toEqual({
      ...planOf(lanes),
      ...{ seed: 0, threads: 2, backend: 'wasm', policies: ['turns', 'alone'], starts: ['warm'] },
      rounds: { kind: 'until', spread: 0.05, min: 3, max: 8 },
      sweeps: [
        { ...sweep, axis: 'tokens', values: [4, 8] },
        { ...sweep, axis: 'steps', values: axisIn(plan, 'steps')?.values },
      ],
    });
  });

  test('any lanes, with their runtimes; what a lane alone is asked', () => {
    const { plan } = read(
      ...['--lanes', 'smollm2-135m-instruct@onnxruntime,smollm2-135m-instruct@webllm'],
      ...['--tokens', '9', '--set', 'b.tokens=5'],
    );
    expect(plan.lanes).toEqual([
      { ...TEXT, values: { tokens: 9 } },
      { ...TEXT, id: 'b', runtime: 'webllm', values: { tokens: 5 } },
    ]);
  });

  test('--engine is for the lanes whose model has it', () => {
    expect(read('--engine', 'webllm').plan.lanes).toEqual([
      { ...TEXT, runtime: 'webllm' },
      PICTURE,
    ]);
  });

  test('sweeps alone, and help that names what can be set and swept', () => {
    expect(read('--policies', 'none', '--sweep', 'context').plan.policies).toEqual([]);
    expect(readBenchArgs(['-h'])).toBe(null);
    for (const name of ['--tokens', '--sampler', 'batch', '--lanes'])
      expect(BENCH_USAGE).toContain(name);
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
    [['--lanes', 'emoji-denoiser', '--sweep', 'tokens'], /--sweep tokens/],
    [['--lanes', 'emoji-denoiser', '--tokens', '4'], /tokens/],
    [['--lanes', 'nobody'], /nobody/],
    [['--sampler', 'magic'], /--sampler magic: one of/],
    [['--style', 'cubist'], /--style cubist: one of/],
    [['--backend', 'cuda'], /--backend cuda/],
    [['--engine', 'llama.cpp'], /--engine llama.cpp/],
    [['--out', ' '], /--out/],
    [['--prompt', 'x'], /Unknown option/],
  ])('refuses %j', (argv, message) => {
    expect(() => readBenchArgs(argv)).toThrow(UsageError);
    expect(() => readBenchArgs(argv)).toThrow(message);
  });
});
