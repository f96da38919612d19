/**
 * What is written about files and models beside the data. A file is there when its record is, and
 * its data has the record's size; the record is written last. Files go by their hash, so that
 * models, and revisions of one, share what they have in common.
 */
import * as v from 'valibot';
import { readText, type Disk } from './disk';
import { sleep } from './errors';
import { repoSchema, type HubFile, type HubRepo } from './metadata';

const VERSION = 1;
const NEVER = new AbortController().signal;

/** Name of the Web Lock that whoever writes or removes a file holds. */
export const lockName = ({ scope }: Disk, file: HubFile) => `${scope}/${dataName(file)}`;
export const dataName = ({ hash }: HubFile) => `${hash.kind}-${hash.hex}.data`;
export const journalName = ({ hash }: HubFile) => `${hash.kind}-${hash.hex}.journal`;
const recordName = ({ hash }: HubFile) => `${hash.kind}-${hash.hex}.complete`;
const MODEL = '.model';
/** To write a record takes less than this. */
const WRITTEN_MS = 20;
const WRITTEN_TRIES = 4;

/** A download that was asked for: a repository at a commit, and which of its files. */
export interface StoredModel {
  /** Of the store: made of repository, commit and files. */
  readonly id: string;
  readonly repo: HubRepo;
  /** When it was first asked for, ISO 8601. */
  readonly at: string;
  /** True once all its files were there: if some are missing later, the browser removed them. */
  readonly finished: boolean;
  /** What the page noted with it; this folder does not look into it. */
  readonly about: unknown;
}

const recordSchema = v.object({
  version: v.literal(VERSION),
  hash: v.string(),
  bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
const modelSchema = v.object({
  version: v.literal(VERSION),
  id: v.string(),
  repo: repoSchema,
  at: v.string(),
  finished: v.boolean(),
  about: v.optional(v.unknown(), null),
});

/** Whether all of a file is there and was verified when it came. */
export async function isComplete(disk: Disk, file: HubFile): Promise<boolean> {
  const record = await readJson(disk, recordName(file), recordSchema);
  if (record?.hash !== file.hash.hex || record.bytes !== file.bytes) return false;
  return (await disk.read(dataName(file)))?.size === file.bytes;
}

/** Says that a file is complete. Its data is flushed and verified, or this must not be called. */
export async function writeRecord(disk: Disk, file: HubFile): Promise<void> {
  const record = { version: VERSION, hash: file.hash.hex, bytes: file.bytes };
  await writeJson(disk, recordName(file), record);
}

/** Removes a file; its record goes first. */
export async function removeFile(disk: Disk, file: HubFile): Promise<void> {
  for (const name of [recordName(file), journalName(file), dataName(file)]) await disk.remove(name);
}

/** Every model that was asked for and not removed. */
export async function storedModels(disk: Disk): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const name of (await disk.list()).keys()) {
    if (!name.endsWith(MODEL)) continue;
    // What another version of the page wrote, or what was torn, is no model of ours.
    const model = await readJson(disk, name, modelSchema);
    if (model) models.push(model);
  }
  return models.sort((a, b) => a.at.localeCompare(b.at));
}

export async function writeModel(disk: Disk, model: StoredModel): Promise<void> {
  await writeJson(disk, `${model.id}${MODEL}`, { version: VERSION, ...model });
}

export async function removeModel(disk: Disk, id: string): Promise<void> {
  await disk.remove(`${id}${MODEL}`);
}

async function readJson<T>(
  disk: Disk,
  name: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | null> {
  for (let tries = 1; ; tries++) {
    const text = await readText(disk, name);
    if (text === null) return null;
    try {
      const result = v.safeParse(schema, JSON.parse(text));
      return result.success ? result.output : null;
    } catch {
      // Another tab is writing it, unless it stays like this.
      if (tries === WRITTEN_TRIES) return null;
      await sleep(WRITTEN_MS, NEVER);
    }
  }
}

async function writeJson(disk: Disk, name: string, value: object): Promise<void> {
  const file = await disk.open(name, NEVER);
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    file.write(bytes, 0);
    file.truncate(bytes.length);
    file.flush();
  } finally {
    file.close();
  }
}
