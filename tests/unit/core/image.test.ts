import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settledShare, toByte, toRgba } from '../../../src/core/image';

describe('toByte', () => {
  it('maps -1..1 to 0..255 and stops at the ends', () => {
    expect([-1, 0, 1].map(toByte)).toEqual([0, 128, 255]);
    expect([-7, 7, -Infinity, Infinity].map(toByte)).toEqual([0, 255, 0, 255]);
  });

  it('is the inverse of the usual scaling for every byte', () => {
    for (let byte = 0; byte < 256; byte++) expect(toByte(byte / 127.5 - 1)).toBe(byte);
  });
});

describe('toRgba', () => {
  it('turns planes into pixels, opaque', () => {
    const tensor = new Float32Array([1, -1, /* green */ -1, 1, /* blue */ -1, 0]);
    expect([...toRgba(tensor)]).toEqual([255, 0, 0, 255, 0, 255, 128, 255]);
  });

  it('applies the gain before it cuts', () => {
    const tensor = new Float32Array([10, 5, -10]);
    expect([...toRgba(tensor, 0.1)]).toEqual([255, 191, 0, 255]);
  });

  it('shows a value that is no number as black, not as an error', () => {
    expect([...toRgba(new Float32Array([Number.NaN, 0, 0]))]).toEqual([0, 128, 128, 255]);
  });
});

describe('settledShare', () => {
  const picture = fc.float32Array({
    minLength: 12,
    maxLength: 12,
    min: -1,
    max: 1,
    noNaN: true,
  });

  it('is 1 for equal pictures and between 0 and 1 for any', () => {
    fc.assert(
      fc.property(picture, picture, (a, b) => {
        expect(settledShare(a, a)).toBe(1);
        const share = settledShare(a, b);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('counts a pixel only when all three channels are within 1/16 of the range', () => {
    const last = new Float32Array(6);
    expect(settledShare(new Float32Array([0.125, 0, 0, 0, 0, 0.125]), last)).toBe(1);
    expect(settledShare(new Float32Array([0.126, 0, 0, 0, 0, 0]), last)).toBe(0.5);
    expect(settledShare(new Float32Array([0.2, 0, 0, 0, 0, -0.2]), last)).toBe(0);
  });

  it('is 0 for no picture', () => {
    expect(settledShare(new Float32Array(0), new Float32Array(0))).toBe(0);
  });
});
