/** The time axis that the clock and the plot below it share. Pure arithmetic. */
import type { Pass } from '../../../core/run/pass';
import { localised } from '../../../text/language';

/** Pixels kept free right of the end, so that what happens there is not hidden by the playhead. */
export const END_PAD = 12;

const NICE = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * Right end of the axis in milliseconds. A finished run fills it; a growing one gets the next
 * round number, so that the bars stand still for a while instead of shrinking with every pass.
 */
export function axisEnd(duration: number, growing: boolean): number {
  if (!Number.isFinite(duration) || duration <= 0) return 1000;
  if (!growing) return Math.max(1, duration);
  const least = Math.max(1000, duration * 1.04);
  const power = 10 ** Math.floor(Math.log10(least));
  return (NICE.find((n) => n * power >= least) ?? 10) * power;
}

/** Round times from 0 to at most `end`, no closer than `apart` pixels on an axis of `width`. */
export function timeTicks(end: number, width: number, apart = 80): number[] {
  const least = (end * apart) / Math.max(apart, width);
  const power = 10 ** Math.floor(Math.log10(least));
  const every = ([1, 2, 5, 10].find((n) => n * power >= least) ?? 10) * power;
  return Array.from({ length: Math.floor(end / every + 1e-9) + 1 }, (_, i) => i * every);
}

/** Seconds with just the decimals that ticks `every` milliseconds apart need. */
export function tickText(ms: number, every: number): string {
  const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(every / 1000) - 1e-9)));
  return ms === 0 ? '0' : localised((ms / 1000).toFixed(decimals));
}

/** Quarters of a run's own progress, on an axis of so many milliseconds; one where there is none. */
export function shareTicks(end: number): number[] {
  return [...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => share * end))];
}

/** The playhead as a time that is on the axis: `Infinity` is the end, nonsense the start. */
export function onAxis(playhead: number, duration: number): number {
  return playhead > 0 ? Math.min(playhead, duration) : 0;
}

/** CSS pixels per millisecond on an axis `width` pixels wide. */
export function axisScale(width: number, duration: number, growing: boolean): number {
  return Math.max(1, width - END_PAD) / axisEnd(duration, growing);
}

/**
 * All passes of a kind as one path, a bar each: hundreds of bars are then one element.
 * @param scale pixels per millisecond.
 */
export function barsPath(
  passes: readonly Pass[],
  scale: number,
  top: number,
  height: number,
): string {
  let path = '';
  for (const { start, ms } of passes) {
    if (!Number.isFinite(start) || !Number.isFinite(ms)) continue;
    const width = Math.max(0, ms) * scale;
    // A hairline between neighbours while there is room for one; never nothing at all.
    const drawn = Math.max(0.6, width - Math.min(1, width * 0.25));
    path += `M${(Math.max(0, start) * scale).toFixed(2)} ${top}h${drawn.toFixed(2)}v${height}h-${drawn.toFixed(2)}z`;
  }
  return path;
}
