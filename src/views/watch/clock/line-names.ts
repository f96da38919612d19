/** Where the lines of a plot carry their names, so that no two of them meet. Pure. */
import type { SettledPoint } from '../../../core/mechanism/settled';

export interface LineName {
  readonly id: string;
  readonly name: string;
  /** CSS pixels. */
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

interface Plot {
  /** CSS pixels. */
  readonly width: number;
  x(t: number): number;
  y(share: number): number;
}

/** CSS pixels: between a line and its name, and about the width of a letter. */
const APART = 7;
const LETTER = 7;

/**
 * Two lines are named at their middle: the one that gets there first on its left, the other on its
 * right. More are named at different heights, in the order in which they get to the middle.
 */
export function lineNames(
  lines: readonly { id: string; name: string; points: readonly SettledPoint[] }[],
  plot: Plot,
): LineName[] {
  const reach = (points: readonly SettledPoint[], share: number) =>
    points.find((point) => point.share >= share) ?? points.at(-1);
  const order = lines
    .flatMap((line) => {
      const middle = reach(line.points, 0.5);
      return middle ? [{ ...line, middle }] : [];
    })
    .sort((a, b) => a.middle.t - b.middle.t);
  const many = order.length > 2;
  return order.map(({ id, name, points, middle }, i) => {
    const share = (order.length - i) / (order.length + 1);
    const x = plot.x((many ? reach(points, share) : middle)?.t ?? middle.t);
    const y = plot.y(many ? share : middle.share);
    const room = name.length * LETTER + APART;
    if (i === 0 && x > room + APART)
      return { id, name, x: x - APART, y: many ? y : y - 3, anchor: 'end' };
    const most = Math.max(0, plot.width - room);
    return { id, name, x: Math.min(most, x + APART), y: many ? y : y + 12, anchor: 'start' };
  });
}
