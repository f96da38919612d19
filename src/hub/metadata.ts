/**
 * What the hub says about a repository, in one request: the commit behind a revision, every file
 * with its size and hash, the licence, whether it is gated. From here on everything is addressed
 * by the commit: what a branch points to later changes nothing.
 */
import * as v from 'valibot';
import { isPathPart, type HubAddress } from './address';
import { HubError } from './errors';
import { askText, GITHUB, type Hub } from './http';
import { text as words } from '../text/hub';

/** How a file's bytes are recognised. */
interface HubHash {
  /** Of the bytes; small files have none but git's, SHA-1 over `blob <length>\0` and the bytes. */
  readonly kind: 'sha256' | 'git-sha1';
  /** In lower case. */
  readonly hex: string;
}

/** One file of a repository at a commit. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash: HubHash;
  /** Where it lies, if not under its path in the model's own repository. */
  readonly place?: HubPlace | undefined;
}

/** A file of another repository. */
interface HubPlace {
  /** Which site it is on; the hub unless said. */
  readonly host?: 'github' | undefined;
  readonly repo: string;
  readonly commit: string;
  readonly path: string;
  /** Of that repository; empty where it says nothing. */
  readonly licence?: string | undefined;
}

/** A repository at a commit. */
export interface HubRepo {
  readonly repo: string;
  /** 40 hex digits; empty for a file of the person's, which is of no repository. */
  readonly commit: string;
  /** As its card names it, SPDX where it can be; empty where it says nothing. */
  readonly licence: string;
  /** Whether its owner asks for an account and consent. */
  readonly gated: boolean;
  readonly private: boolean;
  readonly files: readonly HubFile[];
}

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hex = (digits: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} hex digits`));
const commitSchema = hex(40);
const pathSchema = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.check((path) => path.split('/').every(isPathPart), 'a path within the repository'),
);
const siblingSchema = v.object({
  rfilename: pathSchema,
  blobId: v.optional(hex(40)),
  size: v.optional(size),
  lfs: v.nullish(v.object({ sha256: hex(64), size })),
});
const infoSchema = v.object({
  id: v.string(),
  sha: commitSchema,
  private: v.optional(v.boolean(), false),
  disabled: v.nullish(v.boolean()),
  gated: v.optional(v.union([v.boolean(), v.picklist(['auto', 'manual'])]), false),
  cardData: v.nullish(
    v.object({
      license: v.nullish(v.union([v.string(), v.array(v.string())])),
      license_name: v.nullish(v.string()),
    }),
  ),
  siblings: v.optional(v.array(siblingSchema), []),
});

const placeSchema = v.object({
  host: v.optional(v.literal('github')),
  repo: v.string(),
  commit: commitSchema,
  path: pathSchema,
  licence: v.optional(v.string()),
});

/** A repository as it is kept with a model on this device. */
export const repoSchema = v.object({
  repo: v.string(),
  commit: v.union([commitSchema, v.literal('')]),
  licence: v.string(),
  gated: v.boolean(),
  private: v.boolean(),
  files: v.array(
    v.object({
      path: pathSchema,
      bytes: size,
      hash: v.variant('kind', [
        v.object({ kind: v.literal('sha256'), hex: hex(64) }),
        v.object({ kind: v.literal('git-sha1'), hex: hex(40) }),
      ]),
      place: v.optional(placeSchema),
    }),
  ),
});

/** Longest answer that is read; a repository of a thousand files has about 300 kB. */
const LONGEST = 16 << 20;

/**
 * Asks the hub about a repository.
 * @param address its `path`, if any, is not looked at.
 * @throws HubError `missing`, `gated`, `unreachable`, `rate-limited`, `server`, `unreadable`,
 *   `stopped`.
 */
export async function repoInfo(
  hub: Hub,
  { repo, revision = 'main' }: HubAddress,
  signal: AbortSignal,
): Promise<HubRepo> {
  const url = `${hub.endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return parseRepo(await askText(hub, url, `${repo} at ${revision}`, LONGEST, signal), repo);
}

/** Address of a file's bytes. */
export function urlOf(
  hub: Hub,
  { repo, commit }: Pick<HubRepo, 'repo' | 'commit'>,
  { path, place = { repo, commit, path } }: Pick<HubFile, 'path' | 'place'>,
): string {
  const parts = place.path.split('/').map(encodeURIComponent).join('/');
  if (place.host === 'github')
    return `${(hub.github ?? GITHUB).raw}/${place.repo}/${place.commit}/${parts}`;
  return `${hub.endpoint}/${place.repo}/resolve/${place.commit}/${parts}`;
}

/**
 * The hub's answer as a repository.
 * @throws HubError `unreadable`, naming the first field that is wrong; `missing` when the hub has
 *   switched the repository off.
 */
export function parseRepo(text: string, repo: string): HubRepo {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(repo, 'it is not valid JSON', cause);
  }
  const result = v.safeParse(infoSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw unreadable(repo, `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  }
  const info = result.output;
  if (info.disabled) throw new HubError('missing', words.answer.off(repo));
  const { license, license_name: name } = info.cardData ?? {};
  const stated = Array.isArray(license) ? license.join(', ') : (license ?? '');
  return {
    // A renamed repository answers under its new name.
    repo: info.id,
    commit: info.sha,
    licence: stated === 'other' && name ? name : stated,
    gated: info.gated !== false,
    private: info.private,
    files: info.siblings.map((sibling) => fileOf(sibling, repo)),
  };
}

function fileOf(sibling: v.InferOutput<typeof siblingSchema>, repo: string): HubFile {
  const { rfilename: path, blobId, lfs } = sibling;
  if (lfs) return { path, bytes: lfs.size, hash: { kind: 'sha256', hex: lfs.sha256 } };
  if (blobId === undefined || sibling.size === undefined)
    throw unreadable(repo, `${path} has no size or no hash`);
  return { path, bytes: sibling.size, hash: { kind: 'git-sha1', hex: blobId } };
}

function unreadable(repo: string, what: string, cause?: unknown): HubError {
  return new HubError('unreadable', words.answer.unreadable(repo, what), '', {
    cause,
  });
}
