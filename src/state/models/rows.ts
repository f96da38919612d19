/** The models of this device as rows: those of the store, those on their way, files of this tab. Pure. */
import { keyOf } from '../../core/model';
import type { ModelAbout, StoredFiles } from '../../core/stored';
import type { Choice, HubRepo, KeptModel } from '../../hub';
import type { Work } from './work.svelte';

/** A model on this device, whole or not, or on its way here. */
export interface DeviceModel {
  /** `keyOf(about.ref)`. */
  readonly key: string;
  readonly about: ModelAbout;
  readonly bytes: number;
  /** Bytes that are here. */
  readonly have: number;
  /** `opened`: a file of this tab alone. The others as in the store. */
  readonly state: 'ready' | 'begun' | 'evicted' | 'opened';
  /** Id in the store; null for an opened file. */
  readonly id: string | null;
  readonly work: Work | null;
  /** Bytes that another tab says it has of it, while it fetches. */
  readonly elsewhere: number | null;
}

export interface Opened {
  readonly about: ModelAbout;
  readonly file: File;
}

export interface Coming {
  readonly repo: HubRepo;
  readonly choice: Choice;
  readonly about: ModelAbout;
}

/** What another tab said of a download of its own. */
export interface Elsewhere {
  readonly loaded: number;
  /** When it said so. */
  readonly at: number;
}

interface Parts {
  /** One of each model, oldest first. */
  readonly kept: readonly KeptModel[];
  readonly coming: ReadonlyMap<string, Coming>;
  readonly opened: ReadonlyMap<string, Opened>;
  readonly works: ReadonlyMap<string, Work>;
  /** By id of the store. */
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
}

export function rowsOf({ kept, coming, opened, works, elsewhere }: Parts): readonly DeviceModel[] {
  const stored = kept.map((model): DeviceModel => {
    const { about, bytes, have, state, id } = model;
    const key = keyOf(about.ref);
    const work = works.get(key) ?? null;
    const told = state === 'ready' ? null : (elsewhere.get(id)?.loaded ?? null);
    const mine = work?.phase === 'running' ? work.progress?.loaded : undefined;
    return { key, about, bytes, have: mine ?? told ?? have, state, id, work, elsewhere: told };
  });
  const none = { id: null, elsewhere: null };
  const begun = [...coming].flatMap(
    ([
      key,
      {
        about,
        choice: { bytes },
      },
    ]): DeviceModel[] => {
      if (stored.some((model) => model.key === key)) return [];
      const work = works.get(key) ?? null;
      const have = work?.progress?.loaded ?? 0;
      return [{ key, about, bytes, have, state: 'begun', work, ...none }];
    },
  );
  const files = [...opened].flatMap(([key, { about, file }]): DeviceModel[] => {
    if (stored.some((model) => model.key === key && model.state === 'ready')) return [];
    const work = works.get(key) ?? null;
    const { size: bytes } = file;
    return [{ key, about, bytes, have: bytes, state: 'opened', work, ...none }];
  });
  // Of a file whose copy is not whole yet, the file itself can be used.
  const shown = stored.filter(({ key }) => !files.some((one) => one.key === key));
  return [...shown, ...begun, ...files];
}

/** A file of the person's, as an engine takes it. */
export function openedFiles({ about, file }: Opened): StoredFiles {
  const { layout, recipe, name, ref, roles } = about;
  const sha256 = ref.revision ?? '';
  const files = roles.map(({ role, path }) => ({ role, path, sha256, blob: file }));
  return { layout, recipe, name, sha256, files };
}
