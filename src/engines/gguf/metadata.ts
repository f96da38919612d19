/** Metadata of a GGUF, taken out by type: a stranger's file may hold anything under any key. */
import { EngineError } from '../../core/errors';
import type { MetadataValue } from './fields';
import { text as catalogue } from '../../text/gguf';

const words = catalogue.field;
const { kinds } = words;

export type Metadata = ReadonlyMap<string, MetadataValue>;

/** @throws EngineError `unsupported-model` unless it is a text; so do the others below. */
export function text(metadata: Metadata, key: string): string {
  const value = metadata.get(key);
  if (typeof value === 'string') return value;
  throw wrong(key, value, kinds.text);
}

/** A whole number of at least 0 that a double holds exactly. */
export function whole(metadata: Metadata, key: string): number {
  const value = metadata.get(key);
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw wrong(key, value, kinds.whole);
}

/** A finite number above 0. */
export function positive(metadata: Metadata, key: string): number {
  const value = metadata.get(key);
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw wrong(key, value, kinds.positive);
}

export function flag(metadata: Metadata, key: string, absent: boolean): boolean {
  const value = metadata.get(key);
  if (value === undefined) return absent;
  if (typeof value === 'boolean') return value;
  throw wrong(key, value, kinds.flag);
}

export function texts(metadata: Metadata, key: string): readonly string[] {
  const value = metadata.get(key);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw wrong(key, value, kinds.texts);
}

export function wholes(metadata: Metadata, key: string): readonly number[] {
  const value = metadata.get(key);
  if (Array.isArray(value) && value.every((each) => Number.isSafeInteger(each))) return value;
  throw wrong(key, value, kinds.wholes);
}

function wrong(key: string, value: MetadataValue | undefined, expected: string): EngineError {
  return new EngineError(
    'unsupported-model',
    value === undefined ? words.absent(key) : words.wrong(key, expected),
  );
}
