import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { dotsOf } from '../../../../cli/output/font';
import { filmstripPng, imagePng } from '../../../../cli/output/pictures';
import { toByte } from '../../../../src/core/image';
import { pictureTrace, textTrace } from '../../../helpers/traces';

const trace = pictureTrace({ size: 8, spec: { steps: 3 } });

const read = (png: Buffer | null): PNG => PNG.sync.read(png ?? Buffer.of());
const pixel = (png: PNG, x: number, y: number) => [
  ...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 4),
];
const channels = (tensor: Float32Array | undefined, x: number, y: number, gain = 1) => [
  ...[0, 1, 2].map((c) => toByte((tensor?.[c * 64 + y * 8 + x] ?? NaN) * gain)),
  255,
];

describe('pictures', () => {
  test('the image is the last predicted x0, each pixel a square, 512 pixels wide', () => {
    const png = read(imagePng(trace));
    expect([png.width, png.height]).toEqual([512, 512]);
    const last = trace.results[2]?.denoised;
    for (const [x, y] of [
      [1, 5],
      [6, 0],
    ] as const)
      for (const corner of [0, 63])
        expect(pixel(png, x * 64 + corner, y * 64 + corner)).toEqual(channels(last, x, y));
  });

  test('the filmstrip has a frame for each step, sample above predicted x0, with labels below', () => {
    const png = read(filmstripPng(trace));
    // A gap of 8 around each, two lines of text of 20 below.
    expect([png.width, png.height]).toEqual([3 * (128 + 8) + 8, 2 * 128 + 2 * 20 + 8 + 8]);
    const step = trace.results[1];
    const gain = 1 / Math.sqrt((step?.sigma ?? NaN) ** 2 + 1);
    const left = 8 + 136;
    expect(pixel(png, left + 3 * 16, 8 + 2 * 16)).toEqual(channels(step?.x, 3, 2, gain));
    expect(pixel(png, left + 3 * 16, 8 + 128 + 2 * 16)).toEqual(channels(step?.denoised, 3, 2));
    // "STEP 2" begins with a dot of the S, one to the right of the corner.
    const below = 8 + 256 + 4;
    const first = dotsOf('step 2')[0];
    expect(first).toEqual({ x: 1, y: 0 });
    expect(pixel(png, left + 2, below)).toEqual([34, 34, 34, 255]);
    expect(pixel(png, left, below)).toEqual([255, 255, 255, 255]);
  });

  test('many steps stand in rows of ten', () => {
    const many = read(filmstripPng(pictureTrace({ size: 8, spec: { steps: 20 } })));
    expect([many.width, many.height]).toEqual([10 * 136 + 8, 2 * (256 + 40 + 8) + 8]);
  });

  test('without a step, and of a text, there is none', () => {
    const none = pictureTrace({ steps: 0, end: null });
    expect([imagePng(none), filmstripPng(none)]).toEqual([null, null]);
    expect([imagePng(textTrace()), filmstripPng(textTrace())]).toEqual([null, null]);
  });
});

test('the font has every digit and letter, and a box for what it lacks', () => {
  const shapes = [...'0123456789abcdefghijklmnopqrstuvwxyzσ.-+'].map((character) =>
    JSON.stringify(dotsOf(character)),
  );
  expect(new Set(shapes).size).toBe(shapes.length);
  expect(shapes).not.toContain(JSON.stringify(dotsOf('♞')));
  expect(dotsOf('a')).toEqual(dotsOf('A'));
  for (const { x, y } of dotsOf('0123456789σ,%/=:'))
    expect(x >= 0 && x < 16 * 6 - 1 && y >= 0 && y < 7).toBe(true);
});
