import { describe, expect, it } from 'vitest';
import { diversityOf, pictureDistance, textDistance } from '../../../../src/core/measure/diversity';
import { diversities } from '../../../../src/state/session/diversity';
import { pictureTrace, textTrace } from '../../../helpers/traces';

const grey = (value: number) => new Float32Array(12).fill(value);

describe('distance of two pictures', () => {
  it('is 1 from black to white, 0 to itself, and half of the range between', () => {
    expect(pictureDistance(grey(-1), grey(1))).toBe(1);
    expect(pictureDistance(grey(0.3), grey(0.3))).toBe(0);
    expect(pictureDistance(grey(0), grey(1))).toBe(0.5);
  });
  it('counts what is shown: values beyond black and white are black and white', () => {
    expect(pictureDistance(grey(-1.2), grey(1.2))).toBe(1);
  });
  it('is none of pictures of different sizes', () => {
    expect(pictureDistance(grey(0), new Float32Array(3))).toBeNull();
  });
});

describe('distance of two texts', () => {
  it('is the share of words that one of them alone has', () => {
    expect(textDistance('A small bird.', 'a small, red bird')).toBeCloseTo(1 / 4);
    expect(textDistance('one two', 'three four')).toBe(1);
    expect(textDistance('Fish!', 'fish')).toBe(0);
    expect(textDistance('', '…')).toBe(0);
  });
});

describe('diversity', () => {
  it('is the mean over all pairs', () => {
    const found = diversityOf([grey(-1), grey(-1), grey(1)], pictureDistance);
    expect(found).toEqual({ count: 3, pairs: 3, mean: 2 / 3 });
  });
  it('needs two, and only what can be compared', () => {
    expect(diversityOf([grey(0)], pictureDistance)).toBeNull();
    expect(diversityOf([grey(0), new Float32Array(3)], pictureDistance)).toBeNull();
  });

  it('of many runs is told lane by lane, of the finished ones', () => {
    const picture = (seed: number, steps?: number) =>
      pictureTrace({
        spec: { seed, steps: 2, guidance: 1 },
        size: 4,
        ...(steps ? { steps, end: { type: 'aborted' } } : {}),
      });
    const text = (tokens: number) => textTrace({ tokens });
    const found = diversities([
      { a: text(3), b: picture(1) },
      { a: text(4), b: picture(2) },
      { a: text(5), b: picture(3, 1) },
    ]);
    expect(found).toEqual([
      { lane: 'a', modality: 'text', count: 3, pairs: 3, mean: 1 / 6 },
      { lane: 'b', modality: 'picture', count: 2, pairs: 1, mean: 0 },
    ]);
    expect(diversities([])).toEqual([]);
  });
});
