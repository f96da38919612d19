import { describe, expect, it } from 'vitest';
import { shareOf, wordsOf } from '../../../../src/core/diffusion/attention';
import { changeOf, noiseOf, rangeOf } from '../../../../src/core/diffusion/difference';
import { Random } from '../../../../src/core/random';
import { denoiseSteps, pictureSpec } from '../../../helpers/traces';

const [first, second] = denoiseSteps(pictureSpec({ steps: 4 }), 8);
if (!first || !second) throw new Error('no steps');

describe('what a step consists of', () => {
  it('noise is what the sample has beyond the prediction, in units of sigma', () => {
    const normal = new Random(3).normal(first.x.length);
    const x = first.denoised.map((value, k) => value + first.sigma * (normal[k] ?? 0));
    const noise = noiseOf({ ...first, x });
    expect(noise).toHaveLength(normal.length);
    noise?.forEach((value, k) => expect(value).toBeCloseTo(normal[k] ?? 0, 4));
    for (const sigma of [0, -1, NaN, Infinity]) expect(noiseOf({ ...first, sigma })).toBeNull();
    expect(noiseOf({ ...first, x: new Float32Array(3) })).toBeNull();
  });

  it('change is between two predictions', () => {
    const change = changeOf(second, first);
    expect(change?.[5]).toBeCloseTo((second.denoised[5] ?? 0) - (first.denoised[5] ?? 0), 6);
    expect(changeOf(first, null)).toBeNull();
    expect(changeOf(second, { ...first, denoised: new Float32Array(3) })).toBeNull();
  });

  it('the range is a round number that holds most values', () => {
    const at = (rms: number) => rangeOf(Float32Array.from([rms, -rms]));
    expect([0, 0.003, 0.01, 0.1, 0.5, 1, 3, 1e9].map(at)).toEqual([
      0.01, 0.01, 0.05, 0.5, 2, 5, 10, 10,
    ]);
    expect(rangeOf(new Float32Array(0))).toBe(0.01);
    expect(rangeOf(Float32Array.of(NaN))).toBe(10);
  });
});

describe('words of a caption', () => {
  it('joins the pieces of a word and leaves the marks out', () => {
    expect(wordsOf(['[CLS]', 'a', 'dra', '##gon', '##fly', '[SEP]'])).toEqual([
      { text: 'a', tokens: [1] },
      { text: 'dragonfly', tokens: [2, 3, 4] },
    ]);
    // Nothing to go on from: shown as it is.
    expect(wordsOf(['[CLS]', '##gon'])).toEqual([{ text: '##gon', tokens: [1] }]);
    expect(wordsOf([])).toEqual([]);
  });

  it('a word’s share is that of all its tokens', () => {
    const tokens = Float32Array.from({ length: 3 * 4 }, (_, i) => i / 100);
    const attention = { side: 2, tokens, own: new Float32Array(4) };
    const share = shareOf(attention, [0, 2]);
    [0.08, 0.1, 0.12, 0.14].forEach((value, i) => expect(share[i]).toBeCloseTo(value, 6));
    expect([...shareOf(attention, [7])]).toEqual([0, 0, 0, 0]);
  });
});
