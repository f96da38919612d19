import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/core/limits';
import { chatPrompt, DEFAULT_TASK, taskOf } from '../../../src/core/autoregression/prompt';
import { parseManifest, type ModelManifest } from '../../../src/core/manifest';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { checkPrompt } from '../../../src/state/session/specs';
import { SITE_MODELS } from '../../../src/state/settings/catalogue';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { PAGE_DEFAULTS, PAGE_SETTINGS, parse } from '../../../src/state/settings/values';
import { fakeAddress } from '../../helpers/fakes';

/** The picture model, with suggestions that differ from the page's own. */
const EMOJI = parseManifest(
  {
    ...{ format: 'decode-and-denoise/model', version: 1, kind: 'denoiser', id: 'emoji-denoiser' },
    ...{ name: 'Emoji', summary: '', parameters: 1, licence: 'MIT', attribution: '' },
    source: { from: 'a test' },
    files: [{ role: 'weights', path: 'weights.bin', bytes: 1, sha256: 'ab'.repeat(32) }],
    config: {
      ...{ size: 64, channels: 3, styles: ['any', 'noto', 'twemoji'], encoder: 'none' },
      ...{ sigmaMin: 0.05, sigmaMax: 80, guidanceMaxSigma: 19, clamp: 1.2 },
      defaults: { sampler: 'heun', schedule: 'flow', steps: 20, guidance: 2.5, style: 1 },
    },
  },
  'a test',
);
const STYLES = ['any', 'noto', 'twemoji'];

/** All that is set, page and lanes in one. */
const all = ({ page, lanes }: Pick<Settings, 'page' | 'lanes'>): Record<string, unknown> =>
  Object.assign({}, ...lanes.map(({ values }) => values), page) as Record<string, unknown>;
const allNotes = ({ notes, lanes }: Pick<Settings, 'notes' | 'lanes'>): Record<string, string> =>
  Object.assign({}, ...lanes.map((lane) => lane.notes), notes) as Record<string, string>;

/** Sets a page's setting, or one of the first lane that has it. */
function set(settings: Settings, key: string, value: string | number): void {
  if (key in PAGE_DEFAULTS) settings.set(key as keyof typeof PAGE_DEFAULTS, value);
  else {
    const lane = settings.lanes.find((one) => key in one.settings);
    if (!lane) throw new Error(`no lane has ${key}`);
    settings.setLane(lane.id, key, value);
  }
}

describe('from the address', () => {
  test('nothing given: the defaults, no notes, and the address stays clean', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    expect(settings.page).toEqual(PAGE_DEFAULTS);
    expect(settings.lanes.map(({ values, defaults }) => values === defaults || values)).toEqual(
      settings.lanes.map(({ defaults }) => defaults),
    );
    expect(allNotes(settings)).toEqual({});
    settings.save();
    expect(address.read()).toBe('');
  });

  test('every setting comes back from the address that it wrote', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    const wanted: [string, string | number][] = [
      ['prompt', 'a red & blue 🐉 + "cat"'],
      ['task', 'Sing of {prompt}.'],
      ['seed', 4294967295],
      ['tokens', 12],
      ['temperature', 0],
      ['topk', 3],
      ['topp', 0.5],
      ['minp', 0.05],
      ['penalty', 1.25],
      ['control', 'tokens'],
      ['sampler', 'euler-ancestral'],
      ['schedule', 'flow'],
      ['steps', 7],
      ['guidance', 1.5],
      ['style', 2],
      ['policy', 'turns'],
      ['backend', 'webgpu'],
      ['threads', 4],
    ];
    expect(wanted.map(([key]) => key).sort()).toEqual(Object.keys(all(settings)).sort());
    for (const [key, value] of wanted) set(settings, key, value);
    settings.setRuntime('a', 'webllm');
    settings.save();
    const again = new Settings(fakeAddress(address.read()));
    expect(all(again)).toEqual(Object.fromEntries(wanted));
    expect(again.lanes[0]?.runtime).toBe('webllm');
    expect(allNotes(again)).toEqual({});
  });

  test('wild numbers are brought into range, and said', () => {
    const settings = new Settings(
      fakeAddress('?tokens=99999&steps=-3&seed=1e99&guidance=abc&temperature=&threads=2.5'),
    );
    const notes = allNotes(settings);
    expect(all(settings)).toMatchObject({
      tokens: 1024,
      steps: 1,
      seed: LIMITS.seed.max,
      guidance: 3,
      temperature: 0.7,
      threads: 3,
    });
    expect(notes['tokens']).toBe('Tokens 99999 is outside 1 to 1024, whole numbers: 1024 is used.');
    expect(notes['steps']).toContain('Steps -3 is outside 1 to 200');
    expect(notes['guidance']).toContain('not a number');
    expect(Object.keys(notes).sort()).toEqual(
      ['guidance', 'seed', 'steps', 'temperature', 'threads', 'tokens'].sort(),
    );
  });

  test('unknown choices and styles fall back, and are said', () => {
    const settings = new Settings(fakeAddress(`?sampler=${'x'.repeat(500)}&policy=&style=oil`));
    settings.know(EMOJI);
    expect(all(settings)).toMatchObject({ sampler: 'heun', policy: 'together', style: 1 });
    const notes = allNotes(settings);
    expect(notes['sampler']).toMatch(/^Sampler x{30}… is not one of euler, heun/);
    expect(notes['policy']).toContain('(empty)');
    expect(notes['style']).toBe('Style oil is not one of any, noto, twemoji: noto is used.');
  });

  test('a style may be a name or an index', () => {
    for (const style of ['twemoji', '2']) {
      const settings = new Settings(fakeAddress(`?style=${style}`));
      settings.know(EMOJI);
      expect(all(settings)['style']).toBe(2);
    }
  });

  test('whatever the address says, what comes out can be run', () => {
    const own = Object.values(MECHANISMS).flatMap(({ settings }) => Object.keys(settings));
    const keys = [...Object.keys(PAGE_SETTINGS), ...own, ...own.map((key) => `b.${key}`), 'lanes'];
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    const manifests = new Map<string, ModelManifest>([['emoji-denoiser', EMOJI]]);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), text), (given) => {
        const { page, lanes } = parse(given, SITE_MODELS, manifests);
        const groups = [
          { settings: PAGE_SETTINGS, values: page as object as Record<string, unknown> },
          ...lanes,
        ];
        for (const { settings, values } of groups)
          for (const [key, setting] of Object.entries(settings)) {
            const value = values[key];
            if (setting.kind === 'number') {
              expect(value).toBeGreaterThanOrEqual(setting.range.min);
              expect(value).toBeLessThanOrEqual(setting.range.max);
              if (setting.range.whole) expect(Number.isInteger(value)).toBe(true);
            } else if (setting.kind === 'choice') expect(setting.choices).toContain(value);
            else if (setting.kind === 'list') expect(STYLES[Number(value)]).toBeDefined();
          }
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
    settings.know(EMOJI);
    expect(all(settings)).toMatchObject({ sampler: 'heun', steps: 9, guidance: 2.5, style: 1 });
  });

  test('come back with reset, and the words stay', () => {
    const settings = new Settings(fakeAddress('?steps=9&prompt=a+cat&seed=1'));
    settings.know(EMOJI);
    expect(settings.changed).toBe(true);
    settings.reset();
    expect(all(settings)).toMatchObject({ steps: 20, prompt: 'a cat', seed: PAGE_DEFAULTS.seed });
    expect(settings.changed).toBe(false);
  });
});

describe('what was typed', () => {
  test('survives a reload before it was ever run', () => {
    const address = fakeAddress('?prompt=a+cat');
    new Settings(address).set('prompt', 'a cat with a very long');
    const reloaded = new Settings(fakeAddress(address.read(), address.stored));
    expect(reloaded.page.prompt).toBe('a cat with a very long');
  });

  test('does not hide the words of another link', () => {
    const address = fakeAddress('?prompt=a+cat');
    new Settings(address).set('prompt', 'a draft');
    expect(new Settings(fakeAddress('?prompt=a+dog', address.stored)).page.prompt).toBe('a dog');
  });

  test('of 10,000 characters is kept, but makes no link', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    const long = 'x'.repeat(10_000);
    settings.set('prompt', long);
    settings.save();
    expect(address.read()).toBe('');
    expect(new Settings(fakeAddress('', address.stored)).page.prompt).toBe(long);
  });

  test('an emptied field stays empty', () => {
    const address = fakeAddress('?prompt=a+cat');
    new Settings(address).set('prompt', '');
    expect(new Settings(fakeAddress(address.read(), address.stored)).page.prompt).toBe('');
  });

  test('storage that is damaged or forbidden is no obstacle', () => {
    for (const text of ['{', 'null', '[1]', '{"prompt":7}', '{"prompt":{"text":7,"over":null}}'])
      expect(
        new Settings(fakeAddress('', new Map([['decode-and-denoise:draft', text]]))).page.prompt,
      ).toBe(PAGE_DEFAULTS.prompt);
    const settings = new Settings({ ...fakeAddress(), storage: null });
    settings.set('prompt', 'a cat');
    expect(settings.page.prompt).toBe('a cat');
  });
});

describe('lanes', () => {
  const lanesOf = ({ lanes }: Settings) =>
    lanes.map(({ id, entry, runtime }) => [id, entry.id, runtime]);

  test('are the two that the page opens with, and then not in the address', () => {
    const address = fakeAddress();
    const settings = new Settings(address);
    expect(lanesOf(settings)).toEqual([
      ['a', 'smollm2-135m-instruct', 'onnxruntime'],
      ['b', 'emoji-denoiser', 'onnxruntime'],
    ]);
    settings.save();
    expect(address.read()).toBe('');
  });

  test('of one mechanism have settings of their own, and a reload gives them back', () => {
    const address = fakeAddress('?temperature=0.3');
    const settings = new Settings(address);
    settings.addLane('smollm2-135m-instruct');
    // On the runtime that no lane has this model on yet.
    expect(lanesOf(settings)[2]).toEqual(['c', 'smollm2-135m-instruct', 'webllm']);
    expect(settings.lanes[2]?.values['temperature']).toBe(0.3);
    settings.setLane('c', 'temperature', 1.5);
    settings.removeLane('b');
    settings.save();
    expect(new URLSearchParams(address.read()).get('lanes')).toBe(
      'smollm2-135m-instruct,c:smollm2-135m-instruct@webllm',
    );
    const again = new Settings(fakeAddress(address.read()));
    expect(again.lanes.map(({ id, values }) => [id, values['temperature']])).toEqual([
      ['a', 0.3],
      ['c', 1.5],
    ]);
  });

  test('that are gone take their own settings with them, and the last one stays', () => {
    const address = fakeAddress('?lanes=emoji-denoiser,emoji-denoiser&b.steps=3');
    const settings = new Settings(address);
    expect(settings.lanes.map(({ values }) => values['steps'])).toEqual([20, 3]);
    settings.removeLane('b');
    settings.removeLane('a');
    expect(settings.lanes).toHaveLength(1);
    expect(address.read()).toBe('?lanes=emoji-denoiser');
  });

  test('of models or runtimes that are not here are said, and the rest is taken', () => {
    const settings = new Settings(
      fakeAddress(`?lanes=gpt-9,emoji-denoiser@webllm,${'x'.repeat(300)}`),
    );
    expect(lanesOf(settings)).toEqual([['a', 'emoji-denoiser', 'onnxruntime']]);
    expect(settings.notes['lanes']).toContain('There is no model gpt-9 here');
    expect(settings.notes['lanes']).toContain('Emoji denoiser does not run on webllm');
    expect(new Settings(fakeAddress('?lanes=')).lanes).toHaveLength(2);
  });
});

describe('words that are too long for an address', () => {
  test.each([
    ['Chinese', '龍'.repeat(1800)],
    ['Cyrillic', 'д'.repeat(3400)],
    ['emoji', '🐉'.repeat(1950)],
  ])('of %s stay out of it, and a reload gives them back', (_what, words) => {
    const address = fakeAddress();
    const settings = new Settings(address);
    settings.set('prompt', words);
    settings.setLane('a', 'task', `Sing of {prompt}: ${words}`.slice(0, 3900));
    settings.save();
    expect(address.read().length).toBeLessThan(4000);
    const again = new Settings(fakeAddress(address.read(), address.stored));
    expect(again.page.prompt).toBe(words);
    expect(again.lanes[0]?.values['task']).toContain('Sing of');
  });
});

describe('the task', () => {
  test('takes the words wherever it names them, and only as words', () => {
    expect(chatPrompt('{prompt}, then {prompt}', ' $1 ')).toBe('$1, then $1');
    expect(chatPrompt('  ', 'a cat')).toBe('a cat');
    expect(chatPrompt('Write a poem.', 'a cat')).toBe('Write a poem.');
  });

  test('of the page leaves a question as it is', () => {
    expect(chatPrompt(DEFAULT_TASK, 'What is 17 plus 25?')).toBe('What is 17 plus 25?');
    expect(chatPrompt('Answer: {prompt}', 'Why?')).toBe('Answer: Why?');
  });

  test('is found again from what was asked', () => {
    const task = fc.oneof(fc.constant(DEFAULT_TASK), fc.string());
    fc.assert(
      fc.property(task, fc.string({ minLength: 1 }), (task, words) => {
        const asked = chatPrompt(task, words.trim());
        expect(chatPrompt(taskOf(asked, words.trim()), words.trim())).toBe(asked);
      }),
    );
  });

  test('a prompt that fits is not refused', () => {
    const { lanes, page } = new Settings(fakeAddress());
    expect(checkPrompt(lanes, { ...page, prompt: 'x'.repeat(3900) })).toBe(null);
    expect(checkPrompt(lanes, { ...page, prompt: 'x'.repeat(3990) })?.message).toContain('task');
  });
});
