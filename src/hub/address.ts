/**
 * What a person pastes, as an address on the hub: `owner/name`, `owner/name@revision`, or the
 * address of a repository or file as the browser shows it. Nothing is fetched here.
 */
import { HubError } from './errors';
import { text } from '../text/hub';

const { wrong } = text.address;

/** Where to look on the hub. */
export interface HubAddress {
  /** `owner/name`. */
  readonly repo: string;
  /** Branch, tag or commit, where one was named. */
  readonly revision?: string;
  /** Of one file or folder in the repository, with `/` between. */
  readonly path?: string;
}

const HOSTS = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co']);
/** The hub's own rule for names: 96 characters, no `--` and no `..`, no dot or dash at the ends. */
const NAME = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;
/** The pages of a repository whose address also holds a revision, and mostly a path. */
const REVISION_PAGES = new Set(['tree', 'blob', 'resolve', 'raw', 'commit']);
/** Longest text that is looked at. */
const LONGEST = 2000;

/** @throws HubError `address`, with what was wrong and an example. */
export function parseAddress(given: string): HubAddress {
  const pasted = given.trim();
  if (pasted === '') throw refused(wrong.empty);
  if (pasted.length > LONGEST) throw refused(wrong.long);
  if (/\s/.test(pasted)) throw refused(wrong.spaces);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(pasted)?.[1]?.toLowerCase();
  if (scheme === 'hf') return fromShort(pasted.slice('hf://'.length).replace(/^models\//, ''));
  if (scheme !== undefined) return fromUrl(pasted, scheme);
  const host = pasted.split('/')[0]?.toLowerCase() ?? '';
  return HOSTS.has(host) ? fromUrl(`https://${pasted}`, 'https') : fromShort(pasted);
}

function fromUrl(pasted: string, scheme: string): HubAddress {
  if (scheme !== 'https' && scheme !== 'http') throw refused(wrong.scheme(scheme));
  let url: URL;
  try {
    url = new URL(pasted);
  } catch {
    throw refused(wrong.invalid);
  }
  if (!HOSTS.has(url.hostname)) throw refused(wrong.host(url.hostname));
  if (url.username || url.password || url.port) throw refused(wrong.login);
  let parts: string[];
  try {
    parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw refused(wrong.characters);
  }
  const [first, second, page, revision, ...path] = parts;
  if (first === 'datasets') throw refused(wrong.dataset);
  if (first === 'spaces') throw refused(wrong.space);
  if (first === 'models')
    return fromUrl(`https://huggingface.co/${parts.slice(1).join('/')}`, scheme);
  if (first === undefined || second === undefined) throw refused(wrong.noRepository);
  const repo = repoOf(`${first}/${second}`);
  if (page === undefined || !REVISION_PAGES.has(page)) return { repo };
  if (revision === undefined) return { repo };
  // A branch with a slash in its name is written as refs%2Fpr%2F1, which is one part here.
  return address(repo, revision, page === 'commit' ? [] : path);
}

/** `owner/name[@revision][/path]`. */
function fromShort(pasted: string): HubAddress {
  const [head = '', ...rest] = pasted.split('@');
  if (rest.length > 1) throw refused(wrong.at);
  const parts = head.split('/').filter(Boolean);
  if (head.startsWith('/') || head.startsWith('.')) throw refused(wrong.path);
  if (parts.length < 2) throw refused(wrong.noOwner(head));
  const repo = repoOf(parts.slice(0, 2).join('/'));
  const tail = rest[0];
  if (tail === undefined) return address(repo, undefined, parts.slice(2));
  if (parts.length > 2) throw refused(wrong.order);
  const [revision = '', ...path] = tail.split('/');
  return address(repo, revision, path);
}

function address(repo: string, revision: string | undefined, path: readonly string[]): HubAddress {
  if (revision !== undefined && !/^[\w][\w./-]{0,254}$/.test(revision))
    throw refused(wrong.revision(revision));
  if (revision?.split('/').some((part) => part === '..' || part === ''))
    throw refused(wrong.revision(revision));
  // Joined first: an encoded slash hides in a part of an address.
  const parts = path.join('/').split('/').filter(Boolean);
  if (!parts.every(isPathPart)) throw refused(wrong.file);
  return {
    repo,
    ...(revision !== undefined && { revision }),
    ...(parts.length > 0 && { path: parts.join('/') }),
  };
}

function repoOf(repo: string): string {
  const clean = repo.replace(/\.git$/, '');
  const names = clean.split('/');
  if (names.length !== 2) throw refused(wrong.pair(clean));
  for (const name of names) if (!NAME.test(name)) throw refused(wrong.name(name));
  return clean;
}

/** False for what would leave the repository's folder, and for control characters. */
export function isPathPart(part: string): boolean {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return part !== '' && part !== '.' && part !== '..' && !/[\u0000-\u001f\u007f\\]/.test(part);
}

function refused(what: string): HubError {
  return new HubError('address', what, text.address.example);
}
