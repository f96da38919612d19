import { expect, it } from 'vitest';
import { toFloat32, toHalf } from '../../../src/engines/runtime/half';

it('every half precision number comes back as it was', () => {
  const all = Uint16Array.from({ length: 1 << 16 }, (_, bits) => bits);
  const there = toFloat32(all);
  const back = toHalf(there);
  for (const bits of all) {
    const nan = (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
    if (nan) expect(there[bits]).toBeNaN();
    else expect(back[bits]).toBe(bits);
  }
});

it('rounds to the nearest one, ties to even, and what is too large becomes infinite', () => {
  const values = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, 2 ** -25, 3 * 2 ** -25, -1e9, NaN];
  const rounded = [...toFloat32(toHalf(Float32Array.from(values)))];
  expect(rounded).toEqual([1, 1 + 2 ** -9, 65504, Infinity, 0, 2 ** -23, -Infinity, NaN]);
});
