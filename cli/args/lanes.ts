/** Lanes and their settings on a command line: checked against the models, then put into the page's URL. */
import { RUNTIMES_KNOWN } from '../../src/core/ids';
import { MAX_PROMPT } from '../../src/core/limits';
import type { ModelManifest } from '../../src/core/manifest';
import type { Setting, Settings } from '../../src/core/mechanism/settings';
import { MECHANISMS } from '../../src/core/mechanisms';
import { SITE_MODELS } from '../../src/state/settings/catalogue';
import { lanesIn, lanesText, MOST_LANES, type ChosenLane } from '../../src/state/settings/lanes';
import { PAGE_SETTINGS } from '../../src/state/settings/values';
import { inRange, oneOf, UsageError } from './options';

/** Of a model that this site ships. */
export type ManifestOf = (id: string) => ModelManifest;

/** Settings of lanes, by what the command line calls them. */
export const LANE_KEYS = [
  ...new Set(Object.values(MECHANISMS).flatMap(({ settings }) => Object.keys(settings))),
];

/** Stands for the words in a text that wraps them. */
export const PLACE = '{prompt}';

/** Options that are given, by name. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** @throws UsageError on a model or runtime that is not there */
export function lanesOf(
  text: string | undefined,
  runtime: string | undefined,
): readonly ChosenLane[] {
  if (text !== undefined && text.split(',').length > MOST_LANES)
    throw new UsageError(`--lanes ${text}: at most ${MOST_LANES}.`);
  const engine = runtime === undefined ? undefined : oneOf('engine', runtime, RUNTIMES_KNOWN);
  const { lanes, note } = lanesIn(text, engine, SITE_MODELS);
  if (note) {
    const models = SITE_MODELS.map(({ id }) => id).join(', ');
    throw new UsageError(`--lanes ${text ?? ''}: ${note} The models are ${models}.`);
  }
  if (engine && !lanes.some((lane) => lane.runtime === engine))
    throw new UsageError(`--engine ${engine}: no lane runs on it.`);
  return lanes;
}

/**
 * @param texts of the page's settings and the lanes'
 * @param set `KEY=VALUE` or `b.KEY=VALUE`
 * @throws UsageError on a value that the page would have to change
 */
export function queryOf(
  texts: Texts,
  set: readonly string[],
  lanes: readonly ChosenLane[],
  manifestOf: ManifestOf,
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, setting] of Object.entries<Setting>(PAGE_SETTINGS)) {
    const value = texts[key];
    if (value !== undefined) query.set(key, checked(key, setting, value, null));
  }
  const text = lanesText(lanes);
  if (text !== undefined) query.set('lanes', text);
  for (const key of LANE_KEYS) {
    const value = texts[key];
    if (value !== undefined) query.set(key, ofLanes(key, key, value, lanes, manifestOf));
  }
  for (const line of set) {
    const [, key, value = ''] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
    if (!key) throw new UsageError(`--set ${line}: KEY=VALUE or b.KEY=VALUE.`);
    query.set(key, ofLanes(`set ${key}`, key, value, lanes, manifestOf));
  }
  return query;
}

/**
 * A value that each lane which it is for can take.
 * @param option what a person wrote, for messages
 * @param key of a setting, after a lane's id and a dot where it is for that lane alone
 */
function ofLanes(
  option: string,
  key: string,
  value: string,
  lanes: readonly ChosenLane[],
  manifestOf: ManifestOf,
): string {
  const [, id, own = key] = /^([a-z])\.(.*)$/.exec(key) ?? [];
  if (id !== undefined && !lanes.some((lane) => lane.id === id))
    throw new UsageError(`--${option}: there is no lane ${id}, only ${idsOf(lanes)}.`);
  const asked = lanes.filter((lane) => id === undefined || lane.id === id);
  const having = asked.filter(({ entry }) => Object.hasOwn(settingsOf(entry), own));
  if (!having.length) {
    const known = [...new Set(asked.flatMap(({ entry }) => Object.keys(settingsOf(entry))))];
    const who = id === undefined ? 'no lane has' : `lane ${id} has no`;
    throw new UsageError(`--${option}: ${who} ${own}, only ${known.join(', ')}.`);
  }
  const texts = having.map(({ entry }) => {
    const setting = settingsOf(entry)[own] as Setting;
    return checked(option, setting, value, setting.kind === 'list' ? manifestOf(entry.id) : null);
  });
  return texts[0] ?? value;
}

export function settingsOf({ mechanism }: ChosenLane['entry']): Settings {
  return MECHANISMS[mechanism].settings;
}

function idsOf(lanes: readonly ChosenLane[]): string {
  return lanes.map(({ id }) => id).join(', ');
}

/** @throws UsageError where the page would have to change the value */
function checked(
  option: string,
  setting: Setting,
  value: string,
  manifest: ModelManifest | null,
): string {
  switch (setting.kind) {
    case 'text':
      return checkedText(option, value, setting.initial.includes(PLACE));
    case 'number':
      return inRange(option, value, setting.range);
    case 'choice':
      return oneOf(option, value, setting.choices);
    case 'list': {
      const names = setting.options(manifest);
      return names[Number(value.trim() || NaN)] ? value.trim() : oneOf(option, value, names);
    }
    default:
      return setting satisfies never;
  }
}

function checkedText(option: string, value: string, wraps: boolean): string {
  if (wraps && !value.includes(PLACE))
    throw new UsageError(`--${option} must hold ${PLACE}, the place where the prompt goes.`);
  if (!value.trim()) throw new UsageError(`--${option} is empty.`);
  if (value.length > MAX_PROMPT)
    throw new UsageError(`--${option} has ${value.length} characters; at most ${MAX_PROMPT}.`);
  return value;
}
