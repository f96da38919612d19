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
  const [r = 0, g = 0, b = 0] = color(property).map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = ['ink', 'ink-2', 'ink-3', 'token', 'pixel', 'bad', 'warn'];

afterEach(() => delete document.documentElement.dataset.theme);

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(TEXT)('--%s is readable on paper and on the quiet surface', (text) => {
    setTheme(theme);
    expect(contrast(text, 'paper')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(text, 'wash')).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['tint-1', 'tint-2', 'tint-3', 'tint-4', 'tint-5'])('text on --%s', (tint) => {
    setTheme(theme);
    expect(contrast('ink', tint)).toBeGreaterThanOrEqual(4.5);
  });

  test('messages are readable on their grounds', () => {
    setTheme(theme);
    for (const kind of ['bad', 'warn'])
      for (const text of [kind, 'ink'])
        expect(contrast(text, `${kind}-wash`)).toBeGreaterThanOrEqual(4.5);
  });

  test('names stand on soft bars, controls have edges', () => {
    setTheme(theme);
    expect(contrast('ink', 'token-soft')).toBeGreaterThanOrEqual(4.5);
    expect(contrast('ink', 'pixel-soft')).toBeGreaterThanOrEqual(4.5);
    for (const line of ['edge', 'focus', 'token', 'pixel'])
      expect(contrast(line, 'paper')).toBeGreaterThanOrEqual(3);
  });

  test('the five tints rise in even, visible steps', () => {
    setTheme(theme);
    const levels = [1, 2, 3, 4, 5].map((i) => contrast(`tint-${i}`, 'paper'));
    for (let i = 1; i < 5; i++)
      expect((levels[i] ?? 0) / (levels[i - 1] ?? 1)).toBeGreaterThan(1.07);
  });
});
