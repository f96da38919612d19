/** What a person can set of a mechanism: plain data, from which fields, addresses and checks follow. */
import { text as words } from '../../text/errors';
import { clamp, type Range } from '../limits';
import type { ModelManifest } from '../manifest';
import type { SettingValue, SettingValues } from '../model';

interface Common {
  /** For the field. */
  readonly label: string;
  /** What stands beside the label: "0 is greedy"; empty where the label says it all. */
  readonly hint: string;
  /** Values that are worth running side by side ("Many at once"); absent where there are none. */
  readonly vary?: {
    /** What the choice is called: "samplers". */
    readonly label: string;
    /** What differs and what does not, a sentence. */
    readonly what: string;
    readonly values: readonly SettingValue[];
    /** What one of them is called: "guidance 3". */
    name(value: SettingValue): string;
  };
}

interface NumberSetting extends Common {
  readonly kind: 'number';
  readonly range: Range;
  /** Of the field's arrows. */
  readonly step: number;
  readonly initial: number;
}

interface ChoiceSetting extends Common {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  /** By choice, for a person. */
  readonly names: Readonly<Record<string, string>>;
  readonly initial: string;
}

/** One of a list that the model brings; the value is its index, the address may write its name. */
interface ListSetting extends Common {
  readonly kind: 'list';
  readonly initial: number;
  /** Names by index; empty where the manifest is not known yet or has none. */
  options(manifest: ModelManifest | null): readonly string[];
}

interface TextSetting extends Common {
  readonly kind: 'text';
  readonly initial: string;
  /** What to know of a text as it is typed, a sentence; absent where there is nothing to say. */
  note?(text: string): string;
}

export type Setting = NumberSetting | ChoiceSetting | ListSetting | TextSetting;
export type Settings = Readonly<Record<string, Setting>>;

/** A value as taken, and a sentence where it could not be taken as it was given. */
export interface Taken {
  readonly value: SettingValue;
  readonly note: string;
}

/**
 * What raw text of the address becomes.
 * @param fallback the value that holds where the text cannot be taken
 */
export function take(
  setting: Setting,
  text: string,
  fallback: SettingValue,
  manifest: ModelManifest | null,
): Taken {
  switch (setting.kind) {
    case 'text':
      return { value: text, note: '' };
    case 'number':
      return clamp(setting.range, numberIn(text), Number(fallback));
    case 'choice':
      return setting.choices.includes(text)
        ? { value: text, note: '' }
        : notOneOf(setting.label, text, setting.choices, fallback);
    case 'list':
      return fromList(setting, text, setting.options(manifest), Number(fallback));
    default:
      return setting satisfies never;
  }
}

/** Of each setting what holds unless told otherwise. */
export function initialValues(settings: Settings): SettingValues {
  return Object.fromEntries(Object.entries(settings).map(([key, { initial }]) => [key, initial]));
}

/** A value of a setting in a few words: "4 steps", "Flow", "guidance 3". */
export function saidOf(
  setting: Setting,
  value: SettingValue,
  manifest: ModelManifest | null,
): string {
  if (setting.vary) return setting.vary.name(value);
  switch (setting.kind) {
    case 'text':
      return String(value);
    case 'number':
      return words.setTo(setting.label, value);
    case 'choice':
      return words.setTo(setting.label, setting.names[value] ?? value);
    case 'list':
      return words.setTo(setting.label, setting.options(manifest)[Number(value)] ?? value);
    default:
      return setting satisfies never;
  }
}

/** A number as text, NaN for nothing and for what is none. */
function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

/** That a choice is not one of those there are. */
export function notOneOf(
  label: string,
  text: string,
  known: readonly string[],
  fallback: SettingValue,
): Taken {
  const said = text.length > 30 ? `${text.slice(0, 30)}…` : text || words.changed.empty;
  return {
    value: fallback,
    note: words.changed.notOneOf(label, said, known, fallback),
  };
}

function fromList(
  { label }: ListSetting,
  text: string,
  names: readonly string[],
  fallback: number,
): Taken {
  const named = names.indexOf(text);
  if (named >= 0) return { value: named, note: '' };
  const index = numberIn(text);
  const whole = Number.isInteger(index) && index >= 0;
  if (!names.length) return { value: whole ? index : fallback, note: '' };
  if (whole && index < names.length) return { value: index, note: '' };
  const { note } = notOneOf(label, text, names, names[fallback] ?? fallback);
  return { value: fallback, note };
}
