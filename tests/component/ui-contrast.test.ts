/** WCAG 2.2 AA on the colours themselves: 4.5:1 for text, 3:1 for the edges of controls. */
import { afterEach, describe, expect, test } from 'vitest';
import '../../src/ui/style';
import { setTheme } from '../helpers/axe';

const probe = document.createElement('i');
document.body.append(probe);
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext('2d', { willReadFrequently: true });

/** The colour that a custom property has now, as sRGB in 0..1. */
function color(property: string): number[] {
  if (!context) throw new Error('no 2D canvas');
  probe.style.color = `var(--${property})`;
  context.fillStyle = getComputedStyle(probe).color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
  expect(a, `--${property} is a colour`).toBe(255);
  return [r / 255, g / 255, b / 255];
}

function luminance(property: string): number {
  const [r = 0, g = 0, b = 0] = color(property).map(linearOf);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** sRGB to linear light, both 0..1. */
function linearOf(c: number): number {
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** What the colour of a lane is, by its id. */
function tone(lane: string, property = 'tone'): number[] {
  probe.dataset['tone'] = lane;
  const found = color(property);
  delete probe.dataset['tone'];
  return found;
}

const LANES = ['a', 'b', 'c', 'd'];
/**
 * How colours look to dichromats, on linear RGB: severity 1 of Machado, Oliveira and Fernandes
 * 2009, table 1. The first is the common eye.
 */
const EYES = {
  common: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritanopia: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
};

function product(matrix: readonly number[], vector: readonly number[]): number[] {
  return [0, 3, 6].map((row) =>
    vector.reduce((sum, value, i) => sum + value * (matrix[row + i] ?? 0), 0),
  );
}

/** OKLab (Ottosson 2020) of linear RGB: distances in it are about as large as they look. */
function oklab(rgb: readonly number[]): number[] {
  const lms = product(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566,
      0.0883024619, 0.2817188376, 0.6299787005,
    ],
    rgb,
  );
  return product(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099,
      0.0259040371, 0.7827717662, -0.808675766,
    ],
    lms.map(Math.cbrt),
  );
}

function seen(eye: keyof typeof EYES, lane: string): number[] {
  const linear = tone(lane).map(linearOf);
  return oklab(product(EYES[eye], linear).map((c) => Math.min(1, Math.max(0, c))));
}

const TEXT = ['ink', 'ink-2', 'ink-3', 'token', 'pixel', 'third', 'fourth', 'bad', 'warn'];

afterEach(() => {
  delete document.documentElement.dataset.theme;
  delete probe.dataset['tone'];
});

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(TEXT)('--%s is readable on paper and on the quiet surface', (text) => {
    setTheme(theme);
    expect(contrast(text, 'paper')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(text, 'wash')).toBeGreaterThanOrEqual(4.5);
  });

  test.each(LANES)('text on the tints of lane %s', (lane) => {
    setTheme(theme);
    probe.dataset['tone'] = lane;
    for (const i of [1, 2, 3, 4, 5])
      expect(contrast('ink', `tint-${i}`), `tint ${i}`).toBeGreaterThanOrEqual(4.5);
  });

  test('messages are readable on their grounds', () => {
    setTheme(theme);
    for (const kind of ['bad', 'warn'])
      for (const text of [kind, 'ink'])
        expect(contrast(text, `${kind}-wash`)).toBeGreaterThanOrEqual(4.5);
  });

  test('names stand on soft bars, controls have edges', () => {
    setTheme(theme);
    for (const hue of ['token', 'pixel', 'third', 'fourth'])
      expect(contrast('ink', `${hue}-soft`), hue).toBeGreaterThanOrEqual(4.5);
    for (const line of ['edge', 'focus', 'token', 'pixel', 'third', 'fourth'])
      expect(contrast(line, 'paper')).toBeGreaterThanOrEqual(3);
  });

  test('each lane has a hue of its own, and its text and fills with it', () => {
    setTheme(theme);
    for (const property of ['tone', 'tone-soft', 'tone-ink'])
      expect(new Set(LANES.map((lane) => String(tone(lane, property)))).size).toBe(4);
  });

  test.each(Object.keys(EYES) as (keyof typeof EYES)[])('%s tells the lanes apart', (eye) => {
    setTheme(theme);
    for (const [i, lane] of LANES.entries())
      for (const other of LANES.slice(i + 1)) {
        const [a, b] = [seen(eye, lane), seen(eye, other)];
        const apart = Math.hypot(...a.map((value, k) => value - (b[k] ?? 0)));
        expect(apart, `${lane} and ${other}`).toBeGreaterThan(0.1);
      }
  });

  test.each(LANES)('the five tints of lane %s rise in even, visible steps', (lane) => {
    setTheme(theme);
    probe.dataset['tone'] = lane;
    const levels = [1, 2, 3, 4, 5].map((i) => contrast(`tint-${i}`, 'paper'));
    for (let i = 1; i < 5; i++)
      expect((levels[i] ?? 0) / (levels[i - 1] ?? 1)).toBeGreaterThan(1.07);
  });
});
