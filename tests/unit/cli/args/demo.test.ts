import { describe, expect, test } from 'vitest';
import { readDemoArgs } from '../../../../cli/args/demo';
import { USAGE } from '../../../../cli/args/demo-usage';
import { UsageError } from '../../../../cli/args/options';
import { MECHANISMS } from '../../../../src/core/mechanisms';

const read = (...argv: string[]) => {
  const args = readDemoArgs(argv);
  if (!args || 'open' in args) throw new Error('no settings of a run were read');
  return args;
};
const TWO_TEXTS = ['--lanes', 'smollm2-135m-instruct,smollm2-135m-instruct@webllm'];

describe('the command line of the demo', () => {
  test('without options: what the page does by itself', () => {
    const args = read();
    expect([...args.query]).toEqual([]);
    expect(args.lanes.map(({ id, entry, runtime }) => [id, entry.id, runtime])).toEqual([
      ['a', 'smollm2-135m-instruct', 'onnxruntime'],
      ['b', 'emoji-denoiser', 'onnxruntime'],
    ]);
    expect(args).toMatchObject({ backend: 'auto', gpu: 'auto', out: 'out', timeoutMs: 1_800_000 });
  });

  test('passes every setting of the page and of the lanes on', () => {
    const { query } = read(
      ...['--prompt', 'a red apple & pear', '--seed', '0', '--backend', 'wasm', '--topk', '0'],
      ...['--guidance', '2.5', '--sampler', 'heun', '--schedule', 'flow', '--policy', 'turns'],
      ...['--threads', '2', '--style', 'noto', '--task', 'Say {prompt}.', '--temperature', '0'],
      ...['--topp', '0.9', '--minp', '0.05', '--penalty', '1.2', '--tokens', '9', '--steps', '8'],
    );
    expect(Object.fromEntries(query)).toEqual({
      ...{ prompt: 'a red apple & pear', seed: '0', policy: 'turns', backend: 'wasm' },
      ...{ threads: '2', task: 'Say {prompt}.', tokens: '9', temperature: '0', topk: '0' },
      ...{ topp: '0.9', minp: '0.05', penalty: '1.2', sampler: 'heun', schedule: 'flow' },
      ...{ steps: '8', guidance: '2.5', style: 'noto' },
    });
    expect(query.toString()).toContain('prompt=a+red+apple+%26+pear');
  });

  test('lanes of any models; a setting for one of them', () => {
    const { lanes, query } = read(
      ...[...TWO_TEXTS, '--set', 'b.temperature=0.3', '--set', 'tokens=5'],
      ...['--set', 'a.task=1+1=2, {prompt}'],
    );
    expect(lanes.map(({ id, runtime }) => [id, runtime])).toEqual([
      ['a', 'onnxruntime'],
      ['b', 'webllm'],
    ]);
    expect(Object.fromEntries(query)).toEqual({
      lanes: 'smollm2-135m-instruct,smollm2-135m-instruct@webllm',
      ...{ 'b.temperature': '0.3', tokens: '5', 'a.task': '1+1=2, {prompt}' },
    });
  });

  test('one runtime for every lane that has it', () => {
    const { query } = read('--engine', 'webllm', '--backend', 'webgpu');
    expect(query.get('lanes')).toBe('smollm2-135m-instruct@webllm,emoji-denoiser');
  });

  test('a style by its name or number', () => {
    expect(read('--style', 'fluent-emoji').query.get('style')).toBe('fluent-emoji');
    expect(read('--set', 'b.style=0').query.get('b.style')).toBe('0');
  });

  test('help is asked for, and names every setting', () => {
    expect(readDemoArgs(['--help'])).toBeNull();
    for (const { settings } of Object.values(MECHANISMS))
      for (const key of Object.keys(settings)) expect(USAGE).toContain(`--${key} `);
  });

  test('a saved run is opened, with nothing else but the folder', () => {
    expect(readDemoArgs(['--open', 'dragon.trace'])).toEqual({ open: 'dragon.trace', out: 'out' });
    expect(readDemoArgs(['--out', 'here', '--open', 'x'])).toEqual({ open: 'x', out: 'here' });
  });

  test.each([
    [['--open', 'x', '--prompt', 'a cat'], /--prompt does not go with --open/],
    [['--open', 'x', '--steps', '5'], /--steps does not go with --open/],
    [['--open', 'x', '--set', 'steps=5'], /--set does not go with --open/],
    [['--open', ' '], /--open/],
    [['--open', 'x', '--out', ''], /--out/],
    [['--prompt', '   '], /--prompt is empty/],
    [['--prompt', 'x'.repeat(10_000)], /10000 characters; at most 4000/],
    [['--tokens', '0'], /--tokens 0: a whole number from 1 to 1024/],
    [['--tokens', '1e9'], /from 1 to 1024/],
    [['--tokens=-5'], /--tokens -5/],
    [['--tokens', '2.5'], /whole number/],
    [['--steps', 'many'], /--steps many/],
    [['--steps', ''], /from 1 to 200/],
    [['--seed', '4294967296'], /from 0 to 4294967295/],
    [['--guidance', 'NaN'], /--guidance NaN/],
    [['--backend', 'cuda'], /one of auto, webgpu, wasm/],
    [['--policy', 'apart'], /--policy apart: one of alone/],
    [['--sampler', 'magic'], /one of euler, heun/],
    [['--style', 'noto-v9'], /--style noto-v9: one of any, .*noto, noto-v1, twemoji/],
    [['--style', '7'], /--style 7: one of any/],
    [['--style', '-1'], /--style/],
    [['--style', ''], /--style : one of any/],
    [['--gpu', 'none'], /one of auto, real, software/],
    [['--task', 'no place for it'], /\{prompt\}/],
    [['--timeout', '0'], /--timeout 0/],
    [['--out', ' '], /--out/],
    [['--lanes', 'gpt-5'], /no model gpt-5 here.*The models are smollm2-135m-instruct, emoji/],
    [['--lanes', ''], /There is no model \(empty\)/],
    [['--lanes', 'emoji-denoiser@webllm'], /does not run on webllm/],
    [['--lanes', Array(5).fill('emoji-denoiser').join()], /at most 4/],
    [['--lanes', 'emoji-denoiser', '--engine', 'webllm'], /--engine webllm: no lane runs on it/],
    [['--engine', 'llama.cpp'], /--engine llama.cpp: one of onnxruntime, webllm/],
    [['--lanes', 'emoji-denoiser', '--tokens', '9'], /--tokens: no lane has tokens, only sampler/],
    [['--set', 'a.steps=9'], /--set a.steps: lane a has no steps, only task/],
    [['--set', 'c.steps=9'], /there is no lane c, only a, b/],
    [['--set', 'b.steps=0'], /--set b.steps 0: a whole number from 1 to 200/],
    [['--set', 'b.style=magic'], /--set b.style magic: one of any/],
    [['--set', 'steps'], /--set steps: KEY=VALUE/],
    [['--set', 'colour=red'], /no lane has colour/],
    [['--colour', 'red'], /--colour/],
    [['a green dragon'], /positional/i],
    [['--tokens'], /--tokens/],
  ])('refuses %j', (argv, message) => {
    expect(() => readDemoArgs(argv)).toThrow(UsageError);
    expect(() => readDemoArgs(argv)).toThrow(message);
  });
});
