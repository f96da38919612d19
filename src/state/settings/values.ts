/**
 * What a person can set, as the URL writes it. Pure: from raw text and defaults to values that
 * can be run, with a sentence for everything that had to be changed.
 */
import {
  LANGUAGE_ENGINES,
  type BackendChoice,
  type LanguageEngineName,
} from '../../core/run/engine';
import {
  SAMPLERS,
  SCHEDULES,
  type NoiseScheduleName,
  type SamplerName,
} from '../../core/diffusion/denoise';
import { clamp, LIMITS, MAX_PROMPT, type Range } from '../../core/limits';
import type { Policy } from '../../core/run/run';
import { DEFAULT_SAMPLING } from '../../core/autoregression/token';

export interface Values {
  /** The words, as typed. */
  readonly prompt: string;
  /** What the language model is asked; `{prompt}` stands for the words. */
  readonly task: string;
  readonly seed: number;
  readonly tokens: number;
  readonly temperature: number;
  readonly topk: number;
  readonly topp: number;
  readonly minp: number;
  readonly penalty: number;
  readonly engine: LanguageEngineName;
  readonly sampler: SamplerName;
  readonly schedule: NoiseScheduleName;
  readonly steps: number;
  readonly guidance: number;
  /** Index into the picture model's styles. */
  readonly style: number;
  readonly policy: Policy;
  readonly backend: BackendChoice;
  /** 0 leaves it to the engine. */
  readonly threads: number;
}

export type Key = keyof Values;
/** As in the URL: text by key, absent where the default holds. */
export type Raw = Readonly<Partial<Record<Key, string>>>;

export const DEFAULTS: Values = {
  prompt: 'a green dragon',
  task: 'Describe {prompt} in two sentences.',
  seed: 7,
  tokens: 64,
  temperature: DEFAULT_SAMPLING.temperature,
  topk: DEFAULT_SAMPLING.topK,
  topp: DEFAULT_SAMPLING.topP,
  minp: DEFAULT_SAMPLING.minP,
  penalty: DEFAULT_SAMPLING.repetitionPenalty,
  engine: 'onnxruntime',
  sampler: 'dpmpp2m',
  schedule: 'karras',
  steps: 20,
  guidance: 3,
  style: 0,
  policy: 'together',
  backend: 'auto',
  threads: 0,
};

export const RANGES = {
  seed: LIMITS.seed,
  tokens: LIMITS.maxTokens,
  temperature: LIMITS.temperature,
  topk: LIMITS.topK,
  topp: LIMITS.topP,
  minp: LIMITS.minP,
  penalty: LIMITS.repetitionPenalty,
  steps: LIMITS.steps,
  guidance: LIMITS.guidance,
  threads: LIMITS.threads,
} as const satisfies Partial<Record<Key, Range>>;
export type NumberKey = keyof typeof RANGES;

export const CHOICES = {
  sampler: SAMPLERS,
  schedule: SCHEDULES,
  policy: ['together', 'turns', 'alone'],
  backend: ['auto', 'webgpu', 'wasm'],
  engine: LANGUAGE_ENGINES,
} as const satisfies Partial<Record<Key, readonly string[]>>;
type ChoiceKey = keyof typeof CHOICES;

const KEYS = Object.keys(DEFAULTS) as Key[];

export interface Parsed {
  readonly values: Values;
  /** A sentence for each value that could not be taken as it was given. */
  readonly notes: Readonly<Partial<Record<Key, string>>>;
}

/** The known keys of a query string; what is unknown is left alone and ignored. */
export function fromSearch(search: string): Raw {
  const params = new URLSearchParams(search);
  const raw: Partial<Record<Key, string>> = {};
  for (const key of KEYS) {
    const value = params.get(key);
    if (value !== null) raw[key] = value;
  }
  return raw;
}

/**
 * The query string of everything that was set, as far as it could be taken; the rest of `search`
 * stays. A prompt too long to run is left out: it would make a link that nothing accepts.
 */
export function toSearch(search: string, raw: Raw, { values, notes }: Parsed): string {
  const params = new URLSearchParams(search);
  for (const key of KEYS) {
    const text = notes[key] ? String(values[key]) : raw[key];
    if (text === undefined || (key === 'prompt' && text.length > MAX_PROMPT)) params.delete(key);
    else params.set(key, text);
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** @param styles names of the picture model's styles; empty while they are not known */
export function parse(raw: Raw, defaults: Values, styles: readonly string[]): Parsed {
  const values: Record<Key, string | number> = { ...defaults };
  const notes: Partial<Record<Key, string>> = {};
  const take = (key: Key, { value, note }: { value: string | number; note: string }) => {
    values[key] = value;
    if (note) notes[key] = note;
  };
  if (raw.prompt !== undefined) values.prompt = raw.prompt;
  if (raw.task !== undefined) values.task = raw.task;
  for (const key of Object.keys(RANGES) as NumberKey[]) {
    const text = raw[key];
    if (text !== undefined) take(key, clamp(RANGES[key], number(text), defaults[key]));
  }
  for (const key of Object.keys(CHOICES) as ChoiceKey[]) {
    const text = raw[key];
    if (text !== undefined) take(key, choose(key, text, CHOICES[key], defaults[key]));
  }
  if (raw.style !== undefined) take('style', chooseStyle(raw.style, styles, defaults.style));
  return { values: values as unknown as Values, notes };
}

function number(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function choose(key: ChoiceKey, text: string, known: readonly string[], fallback: string) {
  if (known.includes(text)) return { value: text, note: '' };
  const label = key[0]?.toUpperCase() + key.slice(1);
  return {
    value: fallback,
    note: `${label} ${short(text)} is not one of ${known.join(', ')}: ${fallback} is used.`,
  };
}

/** A style by its name or its index. */
function chooseStyle(text: string, styles: readonly string[], fallback: number) {
  const named = styles.indexOf(text);
  if (named >= 0) return { value: named, note: '' };
  const index = number(text);
  if (!styles.length) return { value: Number.isInteger(index) && index > 0 ? index : 0, note: '' };
  if (Number.isInteger(index) && index >= 0 && index < styles.length)
    return { value: index, note: '' };
  return {
    value: fallback,
    note: `Style ${short(text)} is not one of ${styles.join(', ')}: ${styles[fallback] ?? 'any'} is used.`,
  };
}

function short(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text || '(empty)';
}
