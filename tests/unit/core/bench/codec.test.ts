import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeResult,
  encodeResult,
  fromFragment,
  MAX_LINK,
  toFragment,
} from '../../../../src/core/bench/codec';
import type { BenchResult } from '../../../../src/core/bench/bench';
import { summarise } from '../../../../src/core/bench/summary';
import { EngineError } from '../../../../src/core/errors';
import { benchResult } from '../../../helpers/bench-runs';

const RESULT = benchResult();
const TEXT = encodeResult(RESULT);

function refused(text: string): EngineError {
  try {
    decodeResult(text);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

async function deflated(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
}

describe('a file', () => {
  test('comes back as it was', () => {
    expect(decodeResult(TEXT)).toEqual(RESULT);
  });

  test('of a model whose answer is off without limit can still be read', () => {
    const knownAnswer = { ok: false, worst: Infinity, tolerance: 0.1, what: 'logits' };
    const back = decodeResult(encodeResult(benchResult({ engine: { knownAnswer } })));
    expect(back.engines[0]?.knownAnswer).toEqual({ ...knownAnswer, worst: 1e15 });
    const nan = { ...knownAnswer, worst: NaN };
    expect(() =>
      decodeResult(encodeResult(benchResult({ engine: { knownAnswer: nan } }))),
    ).not.toThrow();
  });

  test.each([
    ['', 'not readable'],
    ['{', 'cut off'],
    [TEXT.slice(0, -30), 'cut off'],
    ['null', 'does not say'],
    ['[]', 'does not say'],
    ['"decode-and-denoise/bench-result"', 'does not say'],
    [TEXT.replace('"version": 2', '"version": 0'), 'unknown (0)'],
    [TEXT.replace('"version": 2', '"version": "1"'), 'unknown (none)'],
    [TEXT.replace('"version": 2', '"version": 3'), 'newer version of the page'],
    [TEXT.replace('"version": 2', '"version": 1'), 'is wrong'],
    [
      TEXT.replaceAll('"autoregression"', '"telepathy"'),
      'a lane of “telepathy”, which this version',
    ],
    [TEXT.replaceAll('"onnxruntime"', '"abacus"'), 'a lane of “abacus”, which this version'],
    [TEXT.replace('"id": "b"', '"id": "a"'), 'same id'],
    [TEXT.replace('"lane": "a"', '"lane": "d"'), 'lane d'],
    [TEXT.replace('"steps": 3', '"steps": "3"'), 'the “steps” of its lane b'],
    [TEXT.replace('"kind": "prefill"', `"kind": "${'x'.repeat(41)}"`), 'kind'],
    [TEXT.replace('"label": ""', `"label": "${'x'.repeat(1001)}"`), 'label'],
    [TEXT.replace('"label": ""', '"label": "", "__proto__": { "polluted": 1 }'), '__proto__'],
    [TEXT.replace('"label": ""', '"label": "", "more": 1'), 'more'],
    [TEXT.replace('"engine": 0', '"engine": 7'), 'engine 7'],
    [TEXT.replace('"engine": 0', '"engine": 1'), 'engine 1'],
    ['['.repeat(100_000), 'not readable'],
    [
      `{"format": "decode-and-denoise/bench-result", "version": 2, "id": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
      'id',
    ],
  ])('that is none is refused in words: %.40s', (text, words) => {
    const error = refused(text);
    expect(error.code).toBe('bad-input');
    expect(error.message).toContain(words);
    expect(error.message.length).toBeLessThan(500);
  });

  test('keeps the figures and settings that this page does not know', () => {
    const more = JSON.parse(TEXT) as BenchResult & { samples: { figures: object }[] };
    Object.assign(more.samples[0]?.figures ?? {}, { energyJ: 3.5, bytesMoved: null, delta: -1 });
    Object.assign(more.plan.lanes[0]?.values ?? {}, { telepathy: 'on' });
    const text = JSON.stringify(more);
    const taken = decodeResult(text);
    expect(taken.samples[0]?.figures).toMatchObject({ energyJ: 3.5, bytesMoved: null, delta: -1 });
    expect(taken.plan.lanes[0]?.values).toMatchObject({ telepathy: 'on' });
    expect(decodeResult(encodeResult(taken))).toEqual(taken);
    expect(summarise(taken)).toEqual(summarise(RESULT));
  });

  test('that is too large is not looked at', () => {
    expect(refused(' '.repeat(32e6 + 1)).message).toContain('larger than 32 MB');
  });

  test('with one value that is hostile is refused, or harmless', () => {
    const hostile = fc.oneof(
      fc.constantFrom(null, -1, 1e300, -0, '', '<script>', [], {}, true, { length: 1e9 }),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), hostile, (choices, value) => {
        const text = JSON.stringify(replaced(JSON.parse(TEXT), choices, value));
        try {
          // What is taken can be shown.
          const taken = decodeResult(text);
          summarise(taken);
          expect(decodeResult(encodeResult(taken))).toEqual(taken);
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
          expect((error as EngineError).code).toBe('bad-input');
        }
      }),
      { numRuns: 150 },
    );
  });

  test('with a piece missing or doubled is refused', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), fc.integer({ min: 1, max: 200 }), (at, length) => {
        const text = TEXT.slice(0, at) + TEXT.slice(at + length);
        try {
          decodeResult(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a link', () => {
  test('carries the figures, without the single passes', async () => {
    const fragment = (await toFragment(RESULT)) ?? '';
    expect(fragment).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(fragment.length).toBeLessThanOrEqual(MAX_LINK);
    const back = await fromFragment(fragment);
    const [one, other] = [summarise(back), summarise(RESULT)].map((summary) =>
      JSON.parse(
        JSON.stringify(summary, (_, value: unknown) =>
          typeof value === 'number' ? value.toFixed(2) : value,
        ),
      ),
    );
    expect(one).toEqual(other);
    expect(back.samples.every(({ passes }) => passes.length === 0)).toBe(true);
    expect(back.samples).toHaveLength(RESULT.samples.length);
    expect(back.notes).toEqual([]);
  });

  test('of a long benchmark has fewer rounds, and says so', async () => {
    // Figures that no compression can shorten.
    let seed = 1;
    const noise = () => 1 + (seed = (seed * 48271) % 2147483647) / 2147483647;
    const long = benchResult({ rounds: 100, slower: noise });
    const fragment = (await toFragment(long)) ?? '';
    expect(fragment.length).toBeLessThanOrEqual(MAX_LINK);
    const back = await fromFragment(fragment);
    const left = long.samples.length - back.samples.length;
    expect(left).toBeGreaterThan(0);
    expect(back.samples.length).toBeGreaterThan(0);
    expect(back.notes.at(-1)).toMatchObject({ code: 'shortened', level: 'info' });
    expect(back.notes.at(-1)?.message).toContain(`${left} samples`);
  });

  test('cannot carry what is too long even without any round', async () => {
    const prompt = Array.from({ length: 20_000 }, (_, i) =>
      String.fromCharCode(0x4e00 + ((i * i * 7919 + i * 104_729) % 20_000)),
    ).join('');
    const plan = { prompts: [{ id: 'apple', prompt }] };
    expect(await toFragment(benchResult({ rounds: 1, plan }))).toBe(null);
  });

  test('that is cut, damaged or too long is refused in words', async () => {
    const fragment = (await toFragment(RESULT)) ?? '';
    const of = async (text: string) => {
      const error: unknown = await fromFragment(text).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(EngineError);
      return (error as EngineError).message;
    };
    expect(await of(fragment.slice(0, -20))).toContain('damaged or cut off');
    expect(await of('%%%')).toContain('the link is damaged');
    expect(await of('')).toContain('not a benchmark result');
    expect(await of('A'.repeat(40_000))).toContain('too long');
    expect(await of(await deflated('{"format": 1}'))).toContain('does not say');
    expect(await of(await deflated(' '.repeat(5e6)))).toContain('more than a result can be');
  });

  test('of any text is refused, or a result', async () => {
    const text = fc.oneof(fc.base64String(), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(text, async (fragment) => {
        const error: unknown = await fromFragment(fragment).catch((cause: unknown) => cause);
        expect(error).toBeInstanceOf(EngineError);
      }),
    );
  }, 30_000);
});

/** The value with one place in it, which the choices lead to, replaced. */
function replaced(value: unknown, choices: Iterator<number>, by: unknown): unknown {
  if (!value || typeof value !== 'object') return by;
  const keys = Object.keys(value);
  const choice = choices.next().value as number;
  const key = keys[choice % (keys.length + 1)];
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<
    string,
    unknown
  >;
  copy[key] = replaced(copy[key], choices, by);
  return copy;
}
