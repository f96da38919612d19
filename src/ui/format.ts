/** Numbers as people read them: few digits, a true minus sign, a dash where there is none. */

export const NONE = '–';

/** Up to `digits` significant digits, never in exponent form: 31.2, 118, 0.42. */
export function significant(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  const text = value.toFixed(Math.min(6, Math.max(0, places)));
  return text.replace('-', '−');
}

/** Milliseconds as "96 ms", "0.42 s", "12.3 s". */
export function duration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return NONE;
  if (ms < 100) return `${significant(ms, 2)} ms`;
  return `${ms < 9995 ? (ms / 1000).toFixed(2) : (ms / 1000).toFixed(1)} s`;
}

/** A probability in three decimals; what would round to nothing is said to be small. */
export function probability(p: number): string {
  if (!Number.isFinite(p)) return NONE;
  if (p > 0 && p < 0.0005) return '<0.001';
  if (p < 1 && p >= 0.9995) return '>0.999';
  return p.toFixed(3);
}

/** A signed quantity in two decimals: a logprob. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text.replace('-', '−');
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : NONE;
}

/** "1 token", "2 tokens". */
export function count(n: number, one: string, many = `${one}s`): string {
  // Formatting by locale is slow, and this runs in every frame.
  const digits = n < 1000 ? String(n) : n.toLocaleString('en');
  return `${digits} ${n === 1 ? one : many}`;
}
