/**
 * A link that makes a run again: its words, lanes, settings and seed, and a note of where it was
 * made, since another backend or adapter may round differently. Pure.
 */
import { mechanismOf } from '../../core/mechanisms';
import { keyOf, type SettingValues } from '../../core/model';
import type { EngineInfo } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { wordsOf } from '../session/words-of';
import { text as words } from '../../text/saved';
import { siteEntry } from '../settings/catalogue';
import { lanesText, type LaneName } from '../settings/lanes';
import { fromSearch, tooLong, isTyped, type Raw } from '../settings/values';

/** The key of the note in the address. */
const MADE = 'made';
const MADE_LENGTH = 120;

/**
 * @param traces the run that the link shall make again
 * @param address of the page now; what of its query is no setting of a lane stays
 * @returns null without a trace
 */
export function linkOf(traces: readonly Trace[], address: string): string | null {
  if (!traces.length) return null;
  const url = new URL(address);
  const raw = settingsOf(traces);
  for (const key of Object.keys(fromSearch(url.search)))
    if (!KEPT.includes(key)) url.searchParams.delete(key);
  for (const [key, value] of Object.entries(raw)) url.searchParams.set(key, value);
  url.searchParams.set(MADE, placeOf(traces));
  url.hash = '';
  return url.href;
}

/** Settings of the page that a run does not tell. */
const KEPT: readonly string[] = ['backend', 'threads'];

/** The settings that a run was made with, as the address writes them. */
export function settingsOf(traces: readonly Trace[]): Raw {
  const last = traces.at(-1);
  if (!last) return {};
  const prompt = wordsOf(traces);
  const values = traces.map((trace): [string, SettingValues] => [
    trace.spec.lane,
    mechanismOf(trace).valuesOf(trace.spec, prompt),
  ]);
  const raw: Record<string, string> = {
    prompt,
    seed: String(last.spec.seed),
    policy: last.spec.policy,
  };
  for (const [lane, own] of values)
    for (const [key, value] of Object.entries(own)) {
      // Under its own name where all lanes that have it agree.
      const agreed = values.every(([, other]) => !(key in other) || other[key] === value);
      raw[agreed ? key : `${lane}.${key}`] = String(value);
    }
  const lanes = traces.flatMap(({ spec, engine }): LaneName[] => {
    const { model, runtimeId: runtime } = engine;
    // Of a hub or a file, which may not be on this device any more: it has one runtime.
    const runtimes = siteEntry(model.id)?.runtimes ?? [{ id: runtime }];
    const here = model.source !== 'site' || siteEntry(model.id) !== undefined;
    return here ? [{ id: spec.lane, entry: { id: keyOf(model), runtimes }, runtime }] : [];
  });
  const text = lanes.length === traces.length ? lanesText(lanes) : undefined;
  return text === undefined ? raw : { ...raw, lanes: text };
}

/** "WASM", "WebGPU apple metal-3": as much as decides about the rounding. */
export function placeOf(engines: readonly { readonly engine: EngineInfo }[]): string {
  const places = engines.map(({ engine: { backend, adapter } }) => {
    if (backend === 'wasm') return 'WASM';
    const { vendor = '', architecture = '', software = false } = adapter ?? {};
    return ['WebGPU', vendor, architecture, software ? 'software' : ''].filter(Boolean).join(' ');
  });
  return [...new Set(places)].join('; ').slice(0, MADE_LENGTH);
}

/** What the address that the page was opened with says of the run that it was made from. */
export interface Linked {
  readonly prompt: string;
  /** As written; empty where it says none. */
  readonly seed: string;
  /** Where that run was made; empty where it does not say. */
  readonly made: string;
}

export function linked(address: string): Linked {
  const { searchParams } = new URL(address);
  const made = searchParams.get(MADE) ?? '';
  return {
    prompt: searchParams.get('prompt') ?? '',
    seed: searchParams.get('seed') ?? '',
    // Control characters would hide what it says.
    made: made
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, MADE_LENGTH),
  };
}

/** Why the link does not make the very same again, a sentence; empty when it does on such a device. */
export function linkLacks(traces: readonly Trace[]): string {
  const seeds = new Set(traces.map(({ spec }) => spec.seed));
  if (traces.some(({ spec }) => spec.from)) return words.link.midway;
  if (seeds.size > 1) return words.link.seeds;
  if (traces.length && Object.entries(settingsOf(traces)).some(isTooLong))
    return words.link.tooLong;
  return '';
}

function isTooLong([key, text]: [string, string]): boolean {
  return isTyped(key) && tooLong(text);
}
