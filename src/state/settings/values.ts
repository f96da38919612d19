/**
 * What a person can set, as the address writes it. Pure: from raw text and defaults to values that
 * can be run, with a sentence for everything that had to be changed. A lane's setting stands under
 * its own key (`temperature=0.3`) for every lane that has it, or under the lane's (`a.temperature`).
 */
import { RUNTIMES_KNOWN } from '../../core/ids';
import { LIMITS, MAX_PROMPT } from '../../core/limits';
import type { ModelManifest } from '../../core/manifest';
import { MECHANISMS } from '../../core/mechanisms';
import {
  initialValues,
  notOneOf,
  take,
  type Setting,
  type Settings,
} from '../../core/mechanism/settings';
import type { CatalogueEntry, LanePlan, ModelRef, SettingValues } from '../../core/model';
import { BACKENDS, type BackendChoice } from '../../core/run/engine';
import { POLICIES, type Policy } from '../../core/run/run';
import { text as words } from '../../text/session';
import { refOf } from './catalogue';
import { LANE_IDS, lanesIn, lanesText, type ChosenLane } from './lanes';

/** What holds for the whole page. */
export interface PageValues {
  /** The words, as typed. */
  readonly prompt: string;
  readonly seed: number;
  readonly policy: Policy;
  readonly backend: BackendChoice;
  /** 0 leaves it to the page. */
  readonly threads: number;
}
export type PageKey = keyof PageValues;

export const PAGE_SETTINGS = {
  prompt: { kind: 'text', label: words.settings.prompt, hint: '', initial: 'a red apple' },
  seed: {
    kind: 'number',
    label: LIMITS.seed.label,
    hint: '',
    range: LIMITS.seed,
    step: 1,
    initial: 7,
  },
  policy: {
    kind: 'choice',
    label: words.settings.policy,
    hint: '',
    choices: POLICIES,
    names: {
      alone: words.policies.alone.label,
      together: words.policies.together.label,
      turns: words.policies.turns.label,
    },
    initial: 'together',
  },
  backend: {
    kind: 'choice',
    label: words.settings.backend,
    hint: '',
    choices: BACKENDS,
    names: words.settings.backends,
    initial: 'auto',
  },
  threads: {
    kind: 'number',
    label: LIMITS.threads.label,
    hint: words.settings.threadsHint,
    range: LIMITS.threads,
    step: 1,
    initial: 0,
  },
} as const satisfies Record<PageKey, Setting>;
export const PAGE_DEFAULTS = initialValues(PAGE_SETTINGS) as unknown as PageValues;

/** A lane as it will run, and what the form needs to know of it. */
export interface LaneSettings extends LanePlan {
  readonly entry: CatalogueEntry;
  readonly settings: Settings;
  readonly manifest: ModelManifest | null;
  /** What holds where nothing is set. */
  readonly defaults: SettingValues;
  /** A sentence for each setting that could not be taken as it was given. */
  readonly notes: Readonly<Record<string, string>>;
}

/** As in the address: text by key. */
export type Raw = Readonly<Record<string, string>>;

export interface Parsed {
  readonly page: PageValues;
  readonly lanes: readonly LaneSettings[];
  /** Of the page's settings, and of `lanes` itself. */
  readonly notes: Readonly<Record<string, string>>;
  /** Models that the address asks for and that are not on this device. */
  readonly absent: readonly ModelRef[];
  /** The lanes are others: none of those that the address asks for could be taken. */
  readonly instead: boolean;
}

const LANES = 'lanes';
/** What version 1 called the runtime of its language model. */
const ENGINE = 'engine';
/** Of one text in the address, percent-encoded: hosts refuse addresses of 8 kB and more. */
const MOST_IN_ADDRESS = 2000;

/** Every key that any mechanism's lanes may have, and the page's. */
function isKey(key: string): boolean {
  const own = key.replace(/^[a-d]\./, '');
  if (own !== key) return isLaneKey(own);
  return key in PAGE_SETTINGS || key === LANES || key === ENGINE || isLaneKey(key);
}

function isLaneKey(key: string): boolean {
  return Object.values(MECHANISMS).some(({ settings }) => Object.hasOwn(settings, key));
}

/** Whether the setting of this key is typed text. */
export function isTyped(key: string): boolean {
  if (key === 'prompt') return true;
  const own = key.replace(/^[a-d]\./, '');
  return Object.values(MECHANISMS).some(({ settings }) => settings[own]?.kind === 'text');
}

/** The known keys of a query string; what is unknown is left alone and ignored. */
export function fromSearch(search: string): Raw {
  return Object.fromEntries([...new URLSearchParams(search)].filter(([key]) => isKey(key)));
}

/** Text that does not go into the address: hosts refuse long ones. It is kept in this tab instead. */
export function tooLong(text: string): boolean {
  return text.length > MAX_PROMPT || encodeURIComponent(text).length > MOST_IN_ADDRESS;
}

/** The query string of everything that was set, as far as it could be taken; the rest of `search` stays. */
export function toSearch(search: string, raw: Raw, { page, lanes, notes }: Parsed): string {
  const params = new URLSearchParams(search);
  for (const key of [...params.keys()]) if (isKey(key)) params.delete(key);
  for (const [key, given] of Object.entries(raw)) {
    const text =
      notes[key] && key in page ? String(page[key as PageKey]) : taken(key, given, lanes);
    if (text !== undefined && !(isTyped(key) && tooLong(text))) params.set(key, text);
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** A lane's setting as it was taken. */
function taken(key: string, given: string, lanes: readonly LaneSettings[]): string | undefined {
  const [, id, own = key] = /^([a-d])\.(.*)$/.exec(key) ?? [];
  const lane = lanes.find((one) => (id ? one.id === id : own in one.settings));
  if (!lane) return id ? undefined : given;
  return lane.notes[own] ? String(lane.values[own]) : given;
}

/** @param manifests of the models, as far as they are known, by id */
export function parse(
  raw: Raw,
  models: readonly CatalogueEntry[],
  manifests: ReadonlyMap<string, ModelManifest>,
): Parsed {
  const notes: Record<string, string> = {};
  const page = read(
    PAGE_SETTINGS,
    PAGE_DEFAULTS as unknown as SettingValues,
    null,
    (key) => raw[key],
  );
  Object.assign(notes, page.notes);
  const { lanes, note, absent, instead } = lanesIn(raw[LANES], raw[ENGINE], models);
  if (note) notes[LANES] = note;
  const runtime = raw[ENGINE];
  if (runtime !== undefined && !RUNTIMES_KNOWN.some((known) => known === runtime))
    notes[ENGINE] = notOneOf(
      words.settings.runtime,
      runtime,
      RUNTIMES_KNOWN,
      lanes[0]?.runtime ?? '',
    ).note;
  return {
    page: page.values as unknown as PageValues,
    lanes: lanes.map((lane) => laneSettings(lane, raw, manifests.get(lane.entry.id) ?? null)),
    notes,
    absent,
    instead,
  };
}

function laneSettings(
  { id, entry, runtime }: ChosenLane,
  raw: Raw,
  manifest: ModelManifest | null,
): LaneSettings {
  const { settings, suggested } = MECHANISMS[entry.mechanism];
  const defaults = { ...initialValues(settings), ...(manifest && suggested(manifest)) };
  const { values, notes } = read(
    settings,
    defaults,
    manifest,
    (key) => raw[`${id}.${key}`] ?? raw[key],
  );
  return {
    ...{ id, entry, runtime, mechanism: entry.mechanism, model: refOf(entry) },
    ...{ settings, manifest, defaults, values, notes },
  };
}

function read(
  settings: Settings,
  defaults: SettingValues,
  manifest: ModelManifest | null,
  text: (key: string) => string | undefined,
): { values: SettingValues; notes: Record<string, string> } {
  const values = { ...defaults };
  const notes: Record<string, string> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const given = text(key);
    if (given === undefined) continue;
    const { value, note } = take(setting, given, defaults[key] ?? setting.initial, manifest);
    values[key] = value;
    if (note) notes[key] = note;
  }
  return { values, notes };
}

/** The raw text with other lanes; what was set of lanes that are gone goes with them. */
export function withLanes(raw: Raw, lanes: readonly ChosenLane[]): Raw {
  const text = lanesText(lanes);
  const kept = Object.entries(without(raw, LANES, ENGINE)).filter(([key]) => {
    const id = /^([a-d])\./.exec(key)?.[1];
    return !id || lanes.some((lane) => lane.id === id);
  });
  return { ...Object.fromEntries(kept), ...(text === undefined ? {} : { [LANES]: text }) };
}

/** The raw text with these values of the lanes in their order; what one lane alone had set goes. */
export function withValues(raw: Raw, lanes: readonly SettingValues[]): Raw {
  const common = Object.entries(raw).filter(([key]) => !/^[a-d]\./.test(key));
  const own = lanes.flatMap((values, i) =>
    Object.entries(values).map(([key, value]) => [`${LANE_IDS[i]}.${key}`, String(value)]),
  );
  return Object.fromEntries([...common, ...own]);
}

/** The raw text without these keys. */
export function without(raw: Raw, ...keys: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !keys.includes(key)));
}
