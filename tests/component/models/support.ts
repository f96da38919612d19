/** The page's state of models on its real worker, against the hub's double. */
import type { CatalogueEntry } from '../../../src/core/model';
import { Look } from '../../../src/state/models/look.svelte';
import { Models } from '../../../src/state/models/models.svelte';
import type { ModelsDevice, TabMessage } from '../../../src/state/models/device';
import { modelsClient } from '../../../src/workers/models/client';
import type { DoubleFile } from '../../support/hub-content';
import { HUB } from '../../hub/support/double';
import { DESKTOP } from '../../helpers/models';

const open = new Set<Worker>();

/** Ends every worker: what a closed tab does. */
export function closeTabs(): void {
  for (const worker of open) worker.terminate();
  open.clear();
}

/** Storage of one tab, in memory. */
export function fakeStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** A channel between the tabs of a test. */
export class Channel {
  readonly #listeners: ((message: TabMessage) => void)[] = [];

  device(tab = fakeStorage(), site = fakeStorage()): ModelsDevice {
    let mine: ((message: TabMessage) => void) | null = null;
    const room = async () => ({ used: 0, free: 1e12, kept: false });
    return {
      askToKeep: async () => ({ used: 0, free: 1e12, kept: true }),
      room,
      offer: async () => DESKTOP,
      tell: (message) => {
        for (const listener of this.#listeners) if (listener !== mine) listener(message);
      },
      onTold: (callback) => {
        mine = callback;
        this.#listeners.push(callback);
      },
      tab,
      site,
      now: () => performance.now(),
    };
  }
}

export interface Tab {
  readonly models: Models;
  readonly look: Look;
  readonly worker: () => Worker;
  /** What the catalogue was told last. */
  readonly catalogue: () => readonly CatalogueEntry[];
}

export function openTab(folder: string, device = new Channel().device()): Tab {
  let worker: Worker | null = null;
  let entries: readonly CatalogueEntry[] = [];
  const start = () => {
    worker = new Worker(new URL('../../../src/workers/models.worker.ts', import.meta.url), {
      type: 'module',
    });
    open.add(worker);
    return worker;
  };
  const service = modelsClient(start, { hub: HUB, folder });
  const models = new Models(service, device, (told) => (entries = told));
  return {
    models,
    look: new Look(service),
    worker: () => worker as Worker,
    catalogue: () => entries,
  };
}

export async function tinyGguf(): Promise<Blob> {
  const url = new URL('../../fixtures/models/tiny-llama/model.gguf', import.meta.url);
  return (await fetch(url)).blob();
}

/** A file of the double with these bytes. */
export async function asFile(path: string, blob: Blob, lfs = true): Promise<DoubleFile> {
  let text = '';
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return { path, bytes: blob.size, seed: 0, lfs, base64: btoa(text) };
}
