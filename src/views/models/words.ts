/** Sentences about a model and what happens to it, put together from the catalogue. Pure. */
import { LAYOUT_RUNS, type ModelAbout, type StoredRole } from '../../core/stored';
import { HubError, type Choice, type HubProgress } from '../../hub';
import type { EngineError } from '../../core/errors';
import { verdictOf, type DeviceOffer, type Verdict } from '../../state/models/device-offer';
import { text } from '../../text/models';

/** Digits of a hash that are shown. */
const SHORT = 8;

/** What it is: "writes text, 362 M parameters, GGUF". */
export function whatFacts({ layout, parameters, sizes }: ModelAbout): string[] {
  const { modality } = LAYOUT_RUNS[layout];
  return [
    text.facts.makes[modality],
    parameters ? text.facts.parameters(parameters) : '',
    sizes ? text.facts.context(sizes.context) : '',
    text.layouts[layout],
  ].filter(Boolean);
}

/** Where it is from: repository or file, and by what it is told from others. */
export function sourceOf({ ref }: ModelAbout): {
  readonly name: string;
  /** Its page on the hub; null for a file. */
  readonly href: string | null;
  readonly mark: string;
} {
  const short = ref.revision?.slice(0, SHORT) ?? '';
  if (ref.source !== 'hub')
    return { name: text.facts.file, href: null, mark: text.facts.sha256(short) };
  const [owner = '', repo = '', ...path] = ref.id.split('/');
  const base = `https://huggingface.co/${owner}/${repo}`;
  const end = path.length ? `/blob/${ref.revision}/${path.map(encodeURIComponent).join('/')}` : '';
  return { name: ref.id, href: base + end, mark: text.facts.commit(short) };
}

/** A file of another repository that is fetched with a model. */
interface Borrowed {
  /** What for. */
  readonly why: string;
  readonly name: string;
  readonly href: string;
  readonly bytes: number;
  readonly licence: string;
}

const SITES = { hub: 'https://huggingface.co', github: 'https://github.com' } as const;

export function borrowedOf({ files }: Choice): readonly Borrowed[] {
  const why: Readonly<Partial<Record<StoredRole, string>>> = text.looked.borrowed;
  return files.flatMap(({ role, file: { place, bytes } }): Borrowed[] => {
    if (!place) return [];
    const { host = 'hub', repo, commit, path, licence = '' } = place;
    const href = `${SITES[host]}/${repo}/blob/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
    return [{ why: why[role] ?? '', name: repo, href, bytes, licence }];
  });
}

/** Of a picture model: whether the tiny decoder that shows each step could not be had. */
export function lacksPreview({ recipe, files }: Choice): boolean {
  return recipe !== '' && !files.some(({ role }) => role === 'preview-decoder');
}

/** Whether this device has what it takes; empty before the device is known. */
export function needsOf(
  about: ModelAbout,
  offer: DeviceOffer | null,
): { readonly words: string; readonly verdict: Verdict } {
  const memory = text.needs.memory(about.memory);
  if (!offer) return { words: memory, verdict: 'runs' };
  const { verdict, reason } = verdictOf(about, offer);
  const table: Readonly<Record<string, string>> =
    verdict === 'runs' ? {} : (text.needs[verdict] satisfies object);
  return { words: `${memory}: ${table[reason] ?? text.needs.runs}`, verdict };
}

/** "12.4 MB of 98.4 MB, 3.1 MB/s, 28 s left". */
export function progressFigures({ loaded, total, rate, left, stalled }: HubProgress): string {
  return [
    text.progress.amount(loaded, total),
    stalled ? text.progress.stalled : rate ? text.progress.rate(rate) : '',
    left === null ? '' : text.progress.left(left),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Why nothing is fetched right now; empty while something is. */
export function waitWords({ pause }: HubProgress): string {
  if (!pause) return '';
  const { wait } = text.progress;
  const { reason } = pause;
  const words = reason === 'rate-limited' || reason === 'server' ? wait[reason] : wait.other;
  return words(pause.seconds);
}

/** What failed, and the way on. */
export function errorWords(
  error: EngineError,
  online: boolean,
): { readonly title: string; readonly text: string } {
  // An address is wrong in many ways, and each says what would be right.
  if (!(error instanceof HubError) || error.reason === 'address')
    return { title: error.message, text: error.hint };
  const { title, way } = text.errors[error.reason];
  if (error.reason === 'unreachable' && !online) return { title, text: text.errors.offline };
  const detail = DETAILED.includes(error.reason) ? error.message : '';
  return { title, text: [detail, way].filter(Boolean).join(' ') };
}

/** Reasons of which the message says more than the title: names and figures. */
const DETAILED: readonly string[] = ['no-room', 'damaged', 'changed', 'server', 'unreadable'];
