import { describe, expect, test } from 'vitest';
import { readDemoArgs, UsageError } from '../../../../cli/args/demo';

const read = (...argv: string[]) => {
  const args = readDemoArgs(argv);
  if (!args || 'open' in args) throw new Error('no settings of a run were read');
  return args;
};

describe('the command line of the demo', () => {
  test('without options: a whole run with every main setting in the URL', () => {
    const args = read();
    expect(Object.fromEntries(args.query)).toEqual({
      prompt: 'a green dragon',
      seed: '7',
      tokens: '48',
      steps: '20',
      backend: 'auto',
    });
    expect(args).toMatchObject({ backend: 'auto', gpu: 'auto', out: 'out', timeoutMs: 1_800_000 });
  });

  test('passes every setting of the page on', () => {
    const { query } = read(
      ...['--prompt', 'a red apple & pear', '--seed', '0', '--backend', 'wasm', '--topk', '0'],
      ...['--guidance', '2.5', '--sampler', 'heun', '--schedule', 'flow', '--policy', 'turns'],
      ...['--threads', '2', '--style', 'noto', '--task', 'Say {prompt}.', '--temperature', '0'],
      ...['--topp', '0.9', '--minp', '0.05', '--penalty', '1.2', '--engine', 'webllm'],
    );
    expect(query.get('prompt')).toBe('a red apple & pear');
    expect(query.toString()).toContain('prompt=a+red+apple+%26+pear');
    expect(query.get('engine')).toBe('webllm');
    for (const key of ['policy', 'threads', 'sampler', 'schedule', 'guidance', 'style', 'task'])
      expect(query.has(key), key).toBe(true);
    for (const key of ['temperature', 'topk', 'topp', 'minp', 'penalty'])
      expect(query.has(key), key).toBe(true);
  });

  test('help is asked for', () => {
    expect(readDemoArgs(['--help'])).toBeNull();
  });

  test('a saved run is opened, with nothing else but the folder', () => {
    expect(readDemoArgs(['--open', 'dragon.trace'])).toEqual({ open: 'dragon.trace', out: 'out' });
    expect(readDemoArgs(['--out', 'here', '--open', 'x'])).toEqual({ open: 'x', out: 'here' });
  });

  test.each([
    [['--open', 'x', '--prompt', 'a cat'], /--prompt does not go with --open/],
    [['--open', 'x', '--steps', '5'], /--steps does not go with --open/],
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
    [['--sampler', 'magic'], /one of euler, heun/],
    [['--gpu', 'none'], /one of auto, real, software/],
    [['--task', 'no place for it'], /\{prompt\}/],
    [['--timeout', '0'], /--timeout 0/],
    [['--out', ' '], /--out/],
    [['--colour', 'red'], /--colour/],
    [['a green dragon'], /positional/i],
    [['--tokens'], /--tokens/],
  ])('refuses %j', (argv, message) => {
    expect(() => readDemoArgs(argv)).toThrow(UsageError);
    expect(() => readDemoArgs(argv)).toThrow(message);
  });
});
