/**
 * A link that makes a run again: its words, settings and seed, and a note of where it was made,
 * since another backend or adapter may round differently. Pure.
 */
import type { LanguageEngineName } from '../../core/run/engine';
import type { EngineInfo } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { chatPrompt } from '../settings/prompt';
import type { Key } from '../settings/values';

/** The key of the note in the address. */
const MADE = 'made';
const MADE_LENGTH = 120;

/**
 * @param traces the run that the link shall make again
 * @param address of the page now; what of its query is no setting stays
 * @returns null without a trace
 */
export function linkOf(traces: readonly Trace[], address: string): string | null {
  if (!traces.length) return null;
  const url = new URL(address);
  for (const [key, value] of Object.entries(settingsOf(traces))) url.searchParams.set(key, value);
  url.searchParams.set(MADE, placeOf(traces));
  url.hash = '';
  return url.href;
}

/** The settings that a run was made with, as the address writes them. */
export function settingsOf(traces: readonly Trace[]): Partial<Record<Key, string>> {
  const raw: Partial<Record<Key, string>> = {};
  for (const { spec, engine } of traces) {
    raw.seed = String(spec.seed);
    raw.policy = spec.policy;
    if (spec.lane === 'diffusion') {
      raw.prompt = spec.prompt;
      raw.sampler = spec.sampler;
      raw.schedule = spec.schedule;
      raw.steps = String(spec.steps);
      raw.guidance = String(spec.guidance);
      raw.style = String(spec.style);
    } else {
      raw.engine = (
        /webllm/i.test(engine.runtime) ? 'webllm' : 'onnxruntime'
      ) satisfies LanguageEngineName;
      raw.tokens = String(spec.maxTokens);
      raw.temperature = String(spec.sampling.temperature);
      raw.topk = String(spec.sampling.topK);
      raw.topp = String(spec.sampling.topP);
      raw.minp = String(spec.sampling.minP);
      raw.penalty = String(spec.sampling.repetitionPenalty);
    }
  }
  const asked = traces.find(({ lane }) => lane === 'language')?.spec.prompt;
  if (asked !== undefined) {
    raw.prompt ??= asked;
    raw.task = taskOf(asked, raw.prompt);
  }
  return raw;
}

/** The task that gives this prompt of the language model for these words. */
function taskOf(asked: string, words: string): string {
  const task = words ? asked.replaceAll(words, () => '{prompt}') : asked;
  return chatPrompt(task, words) === asked ? task : asked;
}

/** "WASM", "WebGPU apple metal-3": as much as decides about the rounding. */
export function placeOf(engines: readonly (Trace | { readonly engine: EngineInfo })[]): string {
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
  if (traces.some(({ spec }) => spec.from))
    return 'The link makes the run from its start; what was changed midway is in the file only.';
  if (seeds.size > 1) return 'Both lanes get one seed by a link; here they have two.';
  return '';
}
