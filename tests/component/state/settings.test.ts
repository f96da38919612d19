import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/core/limits';
import { checkPrompt, chatPrompt } from '../../../src/state/settings/prompt';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { CHOICES, DEFAULTS, RANGES, parse, type Key } from '../../../src/state/settings/values';
import { fakeAddress } from '../../helpers/fakes';

const EMOJI = {
  styles: ['any', 'noto', 'twemoji'],
  sampler: 'heun',
  schedule: 'flow',
  steps: 20,
  guidance: 2.5,
  style: 1,
} as const;

describe('from the address', () => {
  test('nothing given: the defaults, no notes, and the address stays clean', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    expect(settings.values).toEqual(DEFAULTS);
    expect(settings.notes).toEqual({});
    settings.save();
    expect(address.read()).toBe('');
  });

  test('every setting comes back from the address that it wrote', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    const wanted: [Key, string | number][] = [
      ['prompt', 'a red & blue 🐉 + "cat"'],
      ['task', 'Sing of {prompt}.'],
      ['seed', 4294967295],
      ['tokens', 12],
      ['temperature', 0],
      ['topk', 3],
      ['topp', 0.5],
      ['minp', 0.05],
      ['penalty', 1.25],
      ['engine', 'webllm'],
      ['sampler', 'euler-ancestral'],
      ['schedule', 'flow'],
      ['steps', 7],
      ['guidance', 1.5],
      ['style', 2],
      ['policy', 'turns'],
      ['backend', 'webgpu'],
      ['threads', 4],
    ];
    expect(wanted.map(([key]) => key).sort()).toEqual(Object.keys(DEFAULTS).sort());
    for (const [key, value] of wanted) settings.set(key, value);
    settings.save();
    const again = new Settings(fakeAddress(address.read()));
    expect(again.values).toEqual(Object.fromEntries(wanted));
    expect(again.notes).toEqual({});
  });

  test('wild numbers are brought into range, and said', () => {
    const { values, notes } = new Settings(
      fakeAddress('?tokens=99999&steps=-3&seed=1e99&guidance=abc&temperature=&threads=2.5'),
    );
    expect(values).toMatchObject({
      tokens: 1024,
      steps: 1,
      seed: LIMITS.seed.max,
      guidance: DEFAULTS.guidance,
      temperature: DEFAULTS.temperature,
      threads: 3,
    });
    expect(notes.tokens).toBe('Tokens 99999 is outside 1 to 1024, whole numbers: 1024 is used.');
    expect(notes.steps).toContain('Steps -3 is outside 1 to 200');
    expect(notes.guidance).toContain('not a number');
    expect(Object.keys(notes).sort()).toEqual(
      ['guidance', 'seed', 'steps', 'temperature', 'threads', 'tokens'].sort(),
    );
  });

  test('unknown choices and styles fall back, and are said', () => {
    const settings = new Settings(fakeAddress(`?sampler=${'x'.repeat(500)}&policy=&style=oil`));
    settings.setPictureDefaults(EMOJI);
    expect(settings.values).toMatchObject({ sampler: 'heun', policy: 'together', style: 1 });
    expect(settings.notes.sampler).toMatch(/^Sampler x{30}… is not one of euler, heun/);
    expect(settings.notes.policy).toContain('(empty)');
    expect(settings.notes.style).toBe('Style oil is not one of any, noto, twemoji: noto is used.');
  });

  test('a style may be a name or an index', () => {
    for (const style of ['twemoji', '2']) {
      const settings = new Settings(fakeAddress(`?style=${style}`));
      settings.setPictureDefaults(EMOJI);
      expect(settings.values.style).toBe(2);
    }
  });

  test('whatever the address says, what comes out can be run', () => {
    const key = fc.constantFrom(...(Object.keys(DEFAULTS) as Key[]));
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(fc.dictionary(key, text), (given) => {
        const { values } = parse(given, DEFAULTS, EMOJI.styles);
        for (const [name, range] of Object.entries(RANGES)) {
          const value = values[name as keyof typeof RANGES];
          expect(value).toBeGreaterThanOrEqual(range.min);
          expect(value).toBeLessThanOrEqual(range.max);
          if (range.whole) expect(Number.isInteger(value)).toBe(true);
        }
        for (const [name, list] of Object.entries(CHOICES))
          expect(list).toContain(values[name as keyof typeof CHOICES]);
        expect(EMOJI.styles[values.style]).toBeDefined();
      }),
    );
  });

  test('other parts of the address stay', () => {
    const address = fakeAddress('?theme=dark&tokens=99999');
    const settings = new Settings(address);
    settings.set('seed', 5);
    settings.save();
    expect(new URLSearchParams(address.read()).get('theme')).toBe('dark');
    expect(new URLSearchParams(address.read()).get('tokens')).toBe('1024');
  });
});

describe('defaults of the picture model', () => {
  test('hold where nothing else was set', () => {
    const settings = new Settings(fakeAddress('?steps=9'));
    settings.setPictureDefaults(EMOJI);
    expect(settings.values).toMatchObject({ sampler: 'heun', steps: 9, guidance: 2.5, style: 1 });
  });

  test('come back with reset, and the words stay', () => {
    const settings = new Settings(fakeAddress('?steps=9&prompt=a+cat&seed=1'));
    settings.setPictureDefaults(EMOJI);
    expect(settings.changed).toBe(true);
    settings.reset();
    expect(settings.values).toMatchObject({ steps: 20, prompt: 'a cat', seed: DEFAULTS.seed });
    expect(settings.changed).toBe(false);
  });
});

describe('what was typed', () => {
  test('survives a reload before it was ever run', () => {
    const address = fakeAddress('?prompt=a+cat');
    new Settings(address).set('prompt', 'a cat with a very long');
    const reloaded = new Settings(fakeAddress(address.read(), address.stored));
    expect(reloaded.values.prompt).toBe('a cat with a very long');
  });

  test('does not hide the words of another link', () => {
    const address = fakeAddress('?prompt=a+cat');
    new Settings(address).set('prompt', 'a draft');
    expect(new Settings(fakeAddress('?prompt=a+dog', address.stored)).values.prompt).toBe('a dog');
  });

  test('of 10,000 characters is kept, but makes no link', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    const long = 'x'.repeat(10_000);
    settings.set('prompt', long);
    settings.save();
    expect(address.read()).toBe('');
    expect(new Settings(fakeAddress('', address.stored)).values.prompt).toBe(long);
  });

  test('an emptied field stays empty', () => {
    const address = fakeAddress('?prompt=a+cat');
    new Settings(address).set('prompt', '');
    expect(new Settings(fakeAddress(address.read(), address.stored)).values.prompt).toBe('');
  });

  test('storage that is damaged or forbidden is no obstacle', () => {
    for (const text of ['{', 'null', '[1]', '{"prompt":7}', '{"prompt":{"text":7,"over":null}}'])
      expect(
        new Settings(fakeAddress('', new Map([['decode-and-denoise:draft', text]]))).values.prompt,
      ).toBe(DEFAULTS.prompt);
    const settings = new Settings({ ...fakeAddress(), storage: null });
    settings.set('prompt', 'a cat');
    expect(settings.values.prompt).toBe('a cat');
  });
});

describe('the task', () => {
  test('takes the words wherever it names them, and only as words', () => {
    expect(chatPrompt('{prompt}, then {prompt}', ' $1 ')).toBe('$1, then $1');
    expect(chatPrompt('  ', 'a cat')).toBe('a cat');
    expect(chatPrompt('Write a poem.', 'a cat')).toBe('Write a poem.');
  });

  test('a prompt that fits is not refused', () => {
    expect(checkPrompt(DEFAULTS.task, 'x'.repeat(3900))).toBe(null);
  });
});
