/** Which language the page speaks, and how a link and this device say so. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  choiceOf,
  inKeptLanguage,
  inLanguage,
  keepLanguage,
  keptLanguage,
} from '../../../src/state/language/choice';
import { workerName } from '../../../src/workers/entry';

const wishes = { search: '', kept: null, preferred: ['en-US', 'en'] };

describe('the choice', () => {
  test.each([
    ['what the browser asks for first', { ...wishes, preferred: ['de-AT', 'en'] }, 'de'],
    ['the first of them that the page has', { ...wishes, preferred: ['fr', 'de', 'en'] }, 'de'],
    ['English where there is none', { ...wishes, preferred: ['fr-FR'] }, 'en'],
    ['what was chosen on this device', { ...wishes, kept: 'de' }, 'de'],
    ['what was chosen, against the browser', { ...wishes, kept: 'en', preferred: ['de'] }, 'en'],
    ['the address, against all else', { ...wishes, search: '?lang=de', kept: 'en' }, 'de'],
    ['capitals and regions', { ...wishes, search: '?lang=DE-ch' }, 'de'],
    ['nothing of what is unknown', { search: '?lang=xx', kept: '', preferred: ['de'] }, 'de'],
  ])('is %s', (_, given, expected) => {
    expect(choiceOf(given)).toBe(expected);
  });
});

describe('the address', () => {
  test('keeps all else', () => {
    expect(inLanguage('?prompt=a+dog&view=compare', 'de')).toBe(
      '?prompt=a+dog&view=compare&lang=de',
    );
    expect(inLanguage('?lang=de&seed=7', 'en')).toBe('?lang=en&seed=7');
    expect(inKeptLanguage('?lang=de&seed=7')).toBe('?seed=7');
    expect(inKeptLanguage('?lang=de')).toBe('');
  });
});

describe('this device', () => {
  test('keeps what was chosen', () => {
    const kept = new Map<string, string>();
    const storage = () => ({
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
    expect(keptLanguage(storage)).toBeNull();
    expect(keepLanguage('de', storage)).toBe(true);
    expect(keptLanguage(storage)).toBe('de');
  });

  test('may forbid it', () => {
    const forbidden = () => {
      throw new Error('denied');
    };
    expect(keptLanguage(forbidden)).toBeNull();
    expect(keepLanguage('de', forbidden)).toBe(false);
  });
});

describe('a language that is spoken', () => {
  afterEach(() => vi.resetModules());

  test('is in numbers, and in the names of workers that are started', async () => {
    expect(workerName('diffusion')).toBe('diffusion en');
    vi.resetModules();
    const { speak } = await import('../../../src/text/language');
    await speak('de');
    const { plural } = await import('../../../src/text/plural');
    const { duration, probability, significant } = await import('../../../src/ui/format');
    const entry = await import('../../../src/workers/entry');
    expect(plural(2048, 'Token', 'Tokens')).toBe('2.048 Tokens');
    expect([duration(420), probability(0.6123), significant(-1.5)]).toEqual([
      '0,42 s',
      '0,612',
      '−1,50',
    ]);
    expect(entry.workerName('diffusion')).toBe('diffusion de');
  });
});
