import { describe, expect, it } from 'vitest';
import { widen } from '../../../src/engines/runtime/float16';

/** The value by the definition of binary16. */
function meaning(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const size = exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14;
  return bits & 0x8000 ? -size : size;
}

describe('widen', () => {
  const finite = Uint16Array.from({ length: 65536 }, (_, bits) => bits).filter(
    (bits) => (bits & 0x7c00) !== 0x7c00,
  );

  it('is exact for every finite float16', () => {
    const wide = new Float32Array(widen(new Uint8Array(finite.buffer)).buffer);
    expect(wide).toHaveLength(63488);
    let wrong = 0;
    finite.forEach((bits, i) => {
      if (!Object.is(wide[i], meaning(bits))) wrong++;
    });
    expect(wrong).toBe(0);
  });

  it('reads a view that begins anywhere', () => {
    const bytes = new Uint8Array([9, 0x00, 0x3c, 0x00, 0xc0, 9]);
    for (const view of [bytes.subarray(1, 5), bytes.slice(1, 5)])
      expect([...new Float32Array(widen(view).buffer)]).toEqual([1, -2]);
  });

  it('refuses half a value', () => {
    expect(() => widen(new Uint8Array(3))).toThrow(RangeError);
  });
});
