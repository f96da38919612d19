/** What the checks of stop 8 see in a picture: shapes on a white ground, and colours. Pure. */

interface Shape {
  /** Share of all pixels. */
  readonly share: number;
  readonly height: number;
  readonly width: number;
  /** Of its middle, from the top, in pixels. */
  readonly y: number;
}

/** A pixel further than this from white, in any channel (-1 to 1), is part of something. */
const INK = 0.35;

/**
 * Separate shapes, the largest first: pixels that touch at a side or a corner belong together.
 * @param values [3, side, side], -1 black to 1 white
 */
export function shapesIn(values: Float32Array, inked = inkOf(values)): Shape[] {
  const side = Math.round(Math.sqrt(inked.length));
  const seen = new Uint8Array(inked.length);
  const shapes: Shape[] = [];
  for (let start = 0; start < inked.length; start++) {
    if (!inked[start] || seen[start]) continue;
    const stack = [start];
    seen[start] = 1;
    let size = 0;
    let [top, bottom, left, right] = [side, 0, side, 0];
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      size++;
      const [x, y] = [i % side, Math.floor(i / side)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const [nx, ny] = [x + dx, y + dy];
          const next = ny * side + nx;
          if (nx < 0 || ny < 0 || nx >= side || ny >= side || seen[next] || !inked[next]) continue;
          seen[next] = 1;
          stack.push(next);
        }
    }
    const [height, width] = [bottom - top + 1, right - left + 1];
    shapes.push({ share: size / inked.length, height, width, y: (top + bottom) / 2 });
  }
  return shapes.sort((a, b) => b.share - a.share);
}

function inkOf(values: Float32Array): Uint8Array {
  const pixels = values.length / 3;
  return Uint8Array.from({ length: pixels }, (_, i) =>
    [0, 1, 2].some((c) => (values[i + c * pixels] ?? 1) < 1 - INK) ? 1 : 0,
  );
}

/** Shares of what is not white that are clearly blue and clearly red. */
export function coloursIn(values: Float32Array): { readonly blue: number; readonly red: number } {
  const pixels = values.length / 3;
  const inked = inkOf(values);
  let [ink, blue, red] = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    if (!inked[i]) continue;
    ink++;
    const [r = 0, g = 0, b = 0] = [0, 1, 2].map((c) => values[i + c * pixels]);
    if (b > r + 0.4 && b > g + 0.1) blue++;
    if (r > b + 0.6 && r > g + 0.6) red++;
  }
  return ink ? { blue: blue / ink, red: red / ink } : { blue: 0, red: 0 };
}

/**
 * Marks like letters: small shapes of about one height in a row, on a ground of any colour. A mark
 * is what is far lighter, or far darker, than the middle of the picture's brightness.
 */
export function glyphsIn(values: Float32Array): number {
  const pixels = values.length / 3;
  const grey = Float32Array.from({ length: pixels }, (_, i) =>
    [0, 1, 2].reduce((sum, c) => sum + (values[i + c * pixels] ?? 0) / 3, 0),
  );
  const rows = [(v: number) => v > 0.55, (v: number) => v < -0.55].map((far) => {
    const marks = shapesIn(
      values,
      Uint8Array.from(grey, (v) => (far(v) ? 1 : 0)),
    ).filter(({ height, width }) => height >= 5 && height <= 24 && width >= 2 && width <= 18);
    return Math.max(
      0,
      ...marks.map(
        (one) =>
          marks.filter(
            ({ y, height }) => Math.abs(y - one.y) <= 3 && Math.abs(height - one.height) <= 3,
          ).length,
      ),
    );
  });
  return Math.max(...rows);
}
