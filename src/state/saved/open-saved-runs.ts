/** Keeping as the page has it, in one piece that is fetched after the page's first look. */
import type { Comparison } from '../session/session.svelte';
import { History } from './history.svelte';
import { Keeping, type Device } from './saved-runs.svelte';
import { openShelf } from './run-store';

export function keepHere(session: Comparison, device: Device): Keeping {
  const keeping = new Keeping(session, new History(openShelf), device);
  keeping.watch();
  return keeping;
}
