/**
 * Which language the page speaks: the one in the address (a link brings it), else the one chosen on
 * this device, else the first that the browser asks for and the page has, else English.
 */
import { isLanguage, type Language } from '../../text/language';

/** In the address: `lang=de`. */
const KEY = 'lang';
const KEPT = 'decode-and-denoise:language';

export interface Wishes {
  /** The query string of the address. */
  readonly search: string;
  /** What was chosen on this device; null where nothing was. */
  readonly kept: string | null;
  /** As `navigator.languages`: "de-AT", best first. */
  readonly preferred: readonly string[];
}

export function choiceOf({ search, kept, preferred }: Wishes): Language {
  const asked = [new URLSearchParams(search).get(KEY), kept, ...preferred];
  return asked.map((one) => one?.toLowerCase().split('-')[0]).find(isLanguage) ?? 'en';
}

/** The query string that leads to the same page in a language, whatever this device has kept. */
export function inLanguage(search: string, wanted: Language): string {
  const params = new URLSearchParams(search);
  params.set(KEY, wanted);
  return `?${params.toString()}`;
}

/** The query string without a language: what this device has kept decides. */
export function inKeptLanguage(search: string): string {
  const params = new URLSearchParams(search);
  params.delete(KEY);
  const text = params.toString();
  return text ? `?${text}` : '';
}

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

/** Null too where the browser forbids to look. */
export function keptLanguage(storage: () => Kept = () => localStorage): string | null {
  try {
    return storage().getItem(KEPT);
  } catch {
    return null;
  }
}

/** @returns false where the browser keeps nothing */
export function keepLanguage(wanted: Language, storage: () => Kept = () => localStorage): boolean {
  try {
    storage().setItem(KEPT, wanted);
    return true;
  } catch {
    return false;
  }
}
