/**
 * The language of the page. It stands before anything that says a sentence is evaluated: the entries
 * of the page (`boot.ts`) and of each worker (`workers/entry.ts`) call `speak` and import the rest
 * afterwards. Where nobody calls it, as in tests and in `cli/`, everything is English.
 */
import type { German } from './de';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, wherever it stands. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

let spoken: Language = 'en';
let german: German | null = null;

export function language(): Language {
  return spoken;
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((one) => one === value);
}

/** @throws where the catalogue of the language does not arrive; English is spoken then. */
export async function speak(wanted: Language): Promise<void> {
  // English is built in: most read it, and what cannot be fetched cannot be said.
  german = wanted === 'de' ? (await import('./de')).german : null;
  spoken = wanted;
}

/** The catalogue of an area in the language of the page. */
export function chosen<A extends keyof German>(area: A, en: German[A]): German[A] {
  return german?.[area] ?? en;
}

/** Digits with a point, as programs write them, as the language writes them: "0.61", "0,61". */
export function localised(digits: string): string {
  return spoken === 'de' ? digits.replace('.', ',') : digits;
}
