/** Keeping as the page has it, in one piece that is fetched after the page's first look. */
import type { Comparison } from './comparison.svelte';
import { History } from './history.svelte';
import { Keeping, type Device } from './keeping.svelte';
import { openShelf } from './shelf';

export function keepHere(session: Comparison, device: Device): Keeping {
  const keeping = new Keeping(session, new History(openShelf), device);
  keeping.watch();
  return keeping;
}
