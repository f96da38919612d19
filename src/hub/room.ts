/** How much room this site has on the device, and whether the browser will keep what is stored. */
import { HubError } from './errors';
import { text } from '../text/hub';

export interface Room {
  /** Bytes that this site uses, models and all else; null where the browser does not say. */
  readonly used: number | null;
  /** Bytes that it may still use; an upper bound, the disk itself may have less. */
  readonly free: number | null;
  /** True when the browser promised not to remove it by itself. */
  readonly kept: boolean;
}

/** As things are; asks the person nothing. Works in workers too. */
export async function room(): Promise<Room> {
  const [estimate, kept] = await Promise.all([
    navigator.storage?.estimate?.().catch(() => null),
    navigator.storage?.persisted?.().catch(() => false),
  ]);
  const used = estimate?.usage ?? null;
  const quota = estimate?.quota ?? null;
  const free = quota === null ? null : Math.max(0, quota - (used ?? 0));
  return { used, free, kept: kept ?? false };
}

/**
 * Asks the browser to keep what is stored. Only on the page, and first thing inside the click that
 * starts a download: Firefox asks the person, and only then.
 * @returns the room after the answer.
 */
export async function askToKeep(): Promise<Room> {
  await navigator.storage?.persist?.().catch(() => false);
  return room();
}

/** @throws HubError `no-room`, with both figures, when this many bytes certainly do not fit. */
export function checkRoom(bytes: number, { free }: Room): void {
  if (free === null || bytes <= free) return;
  throw new HubError('no-room', text.store.noRoom(bytes, free), text.store.noRoomHint);
}
