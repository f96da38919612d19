/** Saved runs as the page has them, in one piece that is fetched after the page's first look. */
import type { Session } from '../session/session.svelte';
import { History } from './history.svelte';
import { SavedRuns, type Device } from './saved-runs.svelte';
import { openRunStore } from './run-store';

export function openSavedRuns(session: Session, device: Device): SavedRuns {
  const saved = new SavedRuns(session, new History(openRunStore), device);
  saved.watch();
  return saved;
}
