/**
 * Models as the page chooses between them: a reference, the catalogue of what this site has
 * (`public/models/index.json`, written by the toolkit), and the one place that makes an address.
 */
import * as v from 'valibot';
import { text as words } from '../text/errors';
import { listOf } from './checks';
import { EngineError } from './errors';
import {
  MECHANISMS_KNOWN,
  MODALITIES,
  RUNTIMES_KNOWN,
  type MechanismId,
  type RuntimeId,
} from './ids';

/** Which model, wherever it comes from. */
export interface ModelRef {
  readonly source: 'site' | 'hub' | 'file';
  /**
   * Folder name under `models/`; `owner/name` of a hub, and after another `/` the path of the main
   * file where the repository has several models; name of a file.
   */
  readonly id: string;
  /** Commit of a hub, SHA-256 of a file; null for what this site ships. */
  readonly revision: string | null;
}

export const siteModel = (id: string): ModelRef => ({ source: 'site', id, revision: null });

/**
 * A model as an address, a list and a command line name it: the folder of a model of this site,
 * `hub:owner/name~commit`, `file:name~sha256`. Without `,` and `@`, which separate lanes and
 * runtimes.
 */
export function keyOf({ source, id, revision }: ModelRef): string {
  if (source === 'site') return id;
  return `${source}:${id.split('/').map(encoded).join('/')}~${revision ?? ''}`;
}

const encoded = (part: string) => encodeURIComponent(part).replaceAll('~', '%7E');
const KEY = /^(?:(hub):([^~]+)~([0-9a-f]{40})|(file):([^~]+)~([0-9a-f]{64}))$/;

/** The model that a key names, if it is of a hub or a file; null for every other text. */
export function storedRef(key: string): ModelRef | null {
  const [, hub, repo, commit, , name, sha256] = KEY.exec(key) ?? [];
  try {
    const id = decodeURIComponent((hub ? repo : name) ?? '');
    const revision = (hub ? commit : sha256) ?? '';
    return id && revision ? { source: hub ? 'hub' : 'file', id, revision } : null;
  } catch {
    return null;
  }
}

/** A plain file or folder name: nothing can point outside its own folder. */
const folder = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, words.manifest.folderName),
);
const text = v.pipe(v.string(), v.maxLength(1000));

const entrySchema = v.object({
  id: folder,
  name: text,
  summary: text,
  mechanism: v.picklist(MECHANISMS_KNOWN),
  modality: v.picklist(MODALITIES),
  runtimes: v.pipe(
    v.array(
      v.object({
        id: v.picklist(RUNTIMES_KNOWN),
        /** Folders that it needs beside the model's own. */
        needs: v.array(folder),
      }),
    ),
    v.minLength(1),
  ),
  /** Of all that the first runtime downloads. */
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  licence: text,
  parameters: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
/** A model that generates, as the catalogue lists it. `id` is its key (`keyOf`). */
export type CatalogueEntry = Readonly<v.InferOutput<typeof entrySchema>> & {
  /** Absent for a model of this site. */
  readonly ref?: ModelRef;
};

const catalogueSchema = v.object({
  format: v.literal('decode-and-denoise/catalogue'),
  version: v.literal(1),
  /** Entries that this page does not understand are left out, not an error: see `parseCatalogue`. */
  models: listOf(v.unknown(), 10_000),
});

/**
 * The models of a catalogue; entries of a mechanism or runtime that this page does not know are
 * left out.
 * @throws EngineError `unsupported-model` when it is no catalogue.
 */
export function parseCatalogue(value: unknown, where: string): CatalogueEntry[] {
  const result = v.safeParse(catalogueSchema, value);
  if (!result.success)
    throw new EngineError(
      'unsupported-model',
      words.catalogue.unreadable(where),
      words.catalogue.unreadableHint,
    );
  return result.output.models.flatMap((entry) => {
    const checked = v.safeParse(entrySchema, entry);
    return checked.success ? [checked.output] : [];
  });
}

/** Address of a file of a model that this site ships. */
export function locate(baseUrl: string, folder: string, file: string): string {
  return new URL(`models/${folder}/${file}`, baseUrl).href;
}

/** Address of the catalogue. */
export function catalogueUrl(baseUrl: string): string {
  return new URL('models/index.json', baseUrl).href;
}

/** A value of a lane's setting, as the address writes it when turned into text. */
export type SettingValue = string | number;
export type SettingValues = Readonly<Record<string, SettingValue>>;

/** A lane as it is asked for: which model, what computes it, with which settings. */
export interface LanePlan {
  /** "a", "b", …: stays with the lane while its model changes. */
  readonly id: string;
  readonly mechanism: MechanismId;
  readonly model: ModelRef;
  readonly runtime: RuntimeId;
  /** Of the mechanism's settings. */
  readonly values: SettingValues;
}
