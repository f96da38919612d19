/** Numbers and plurals as German writes them, whatever the language of the page is. */

/** "1 Token", "2.048 Tokens". */
export function plural(n: number, one: string, many: string): string {
  return `${counted(n)} ${n === 1 ? one : many}`;
}

/** "2.048". */
export function counted(n: number): string {
  return n < 1000 ? num(n) : n.toLocaleString('de');
}

/** With a comma, and without grouping: a setting, a seed. */
export function num(n: number): string {
  return String(n).replace('.', ',');
}

/** The plural of what is counted by its name alone: the units of passes and of sweeps. */
export function manyOf(unit: string): string {
  if (unit.endsWith('ung')) return `${unit}en`;
  if (unit.endsWith('Schritt')) return `${unit}e`;
  if (unit.endsWith('Durchlauf')) return unit.replace(/auf$/, 'äufe');
  return unit.endsWith('Bild') ? `${unit}er` : `${unit}s`;
}
