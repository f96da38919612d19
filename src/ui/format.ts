/** Numbers as people read them: few digits, a true minus sign, a dash where there is none. */
import { localised } from '../text/language';
import { plural } from '../text/plural';

export const NONE = '–';

/** Up to `digits` significant digits, never in exponent form: 31.2, 118, 0.42. */
export function significant(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  const text = value.toFixed(Math.min(6, Math.max(0, places)));
  return localised(text.replace('-', '−'));
}

/** Milliseconds as "96 ms", "0.42 s", "12.3 s". */
export function duration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return NONE;
  if (ms < 100) return `${significant(ms, 2)} ms`;
  return `${localised((ms / 1000).toFixed(ms < 9995 ? 2 : 1))} s`;
}

/** A probability in three decimals; what would round to nothing is said to be small. */
export function probability(p: number): string {
  if (!Number.isFinite(p)) return NONE;
  if (p > 0 && p < 0.0005) return localised('<0.001');
  if (p < 1 && p >= 0.9995) return localised('>0.999');
  return localised(p.toFixed(3));
}

/** A signed quantity in two decimals: a logprob. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const text = value.toFixed(2);
  return localised(text === '-0.00' ? '0.00' : text.replace('-', '−'));
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : NONE;
}

/** "1 token", "2 tokens". */
export function count(n: number, one: string, many = `${one}s`): string {
  return plural(n, one, many);
}

/** How figures of one unit are written beside each other. */
export interface Scale {
  /** Of the column: "ms", "s", "tok/s"; empty for a count. */
  readonly unit: string;
  /** From the stored figure to the one that is written. */
  readonly factor: number;
  /** Without its unit. */
  write(value: number | null): string;
}

/**
 * Times stand in ms, or in s where the largest of them takes seconds; counts without digits after
 * the point, unless a median lies between two; all else in three digits.
 */
export function scaleFor(unit: string, values: readonly (number | null)[]): Scale {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
  if (unit === '') return { unit, factor: 1, write: whole };
  const seconds = unit === 'ms' && largest >= 1000;
  const factor = seconds ? 1e-3 : 1;
  const write = (value: number | null) => significant(value === null ? null : value * factor);
  return { unit: seconds ? 's' : unit, factor, write };
}

function whole(value: number | null): string {
  if (value === null || !Number.isInteger(value)) return significant(value);
  return significant(value, 1 + Math.floor(Math.log10(Math.max(1, Math.abs(value)))));
}

/** 12.3 M, 2.03 G: three digits and the prefix of a power of a thousand. */
export function amount(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const power = value > 0 ? Math.min(4, Math.max(0, Math.floor(Math.log10(value) / 3))) : 0;
  return `${significant(value / 1000 ** power)} ${['', 'k', 'M', 'G', 'T'][power]}`.trim();
}

/** Time as short as it can be said: 4.2 µs, 0.9 ms, 34 ms, 1.2 s. */
export function shortTime(ms: number): string {
  if (ms < 0.1) return `${significant(ms * 1000, 2)} µs`;
  return ms < 1000 ? `${significant(ms, ms < 10 ? 2 : 3)} ms` : `${significant(ms / 1000)} s`;
}
