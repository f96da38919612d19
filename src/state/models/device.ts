/** What models need of the browser; tests give their own. */
import { askToKeep, room, type Room } from '../../hub';
import { browserOffer, type DeviceOffer } from './device-offer';

/** What tabs tell each other. */
export type TabMessage =
  | { readonly type: 'changed' }
  /** A download that another tab has in hand; told again and again while it goes on. */
  | { readonly type: 'fetching'; readonly id: string; readonly loaded: number };

export interface ModelsDevice {
  /** Asks the person, where the browser does; first thing inside a click. */
  askToKeep(): Promise<Room>;
  room(): Promise<Room>;
  offer(): Promise<DeviceOffer>;
  tell(message: TabMessage): void;
  onTold(callback: (message: TabMessage) => void): void;
  /** Of this tab: a reload goes on with its downloads. Null where the browser forbids it. */
  readonly tab: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  /** Says to the next visit that there is something to look for (`FLAG`). */
  readonly site: Pick<Storage, 'setItem' | 'removeItem'> | null;
  now(): number;
}

export function browserDevice(): ModelsDevice {
  const channel = new BroadcastChannel('decode-and-denoise-models');
  return {
    askToKeep,
    room,
    offer: browserOffer,
    tell: (message) => channel.postMessage(message),
    onTold: (callback) => {
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => callback(data);
    },
    tab: storage('sessionStorage'),
    site: storage('localStorage'),
    now: () => performance.now(),
  };
}

function storage(kind: 'sessionStorage' | 'localStorage'): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}
