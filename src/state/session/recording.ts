/** The recorded real run that is shown before any model is loaded. */
import type { SavedRun } from '../../core/saved/codec';

/** Below the site's root; made by `npm run demo`. */
const PATH = 'traces/first.trace';

/** @returns null where the site has no recording, or one that cannot be read: nothing depends on it */
export async function fetchRecording(baseUrl: string): Promise<SavedRun | null> {
  try {
    const response = await fetch(new URL(PATH, baseUrl));
    if (!response.ok) return null;
    // Not part of the first look: by then the page is there.
    const { decodeRun } = await import('../../core/saved/codec');
    return decodeRun(new Uint8Array(await response.arrayBuffer()));
  } catch {
    return null;
  }
}

/** "Chromium 141 on Linux", as far as a user agent string tells. */
export function browserOf(userAgent: string): string {
  const browsers: [RegExp, string][] = [
    [/Edg\/(\d+)/, 'Edge'],
    [/Firefox\/(\d+)/, 'Firefox'],
    [/(?:Headless)?Chrome\/(\d+)/, 'Chromium'],
    [/Version\/(\d+).*Safari/, 'Safari'],
  ];
  const systems: [RegExp, string][] = [
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/CrOS/, 'ChromeOS'],
    [/Linux/, 'Linux'],
  ];
  const browser = browsers.find(([pattern]) => pattern.test(userAgent));
  const version = browser?.[0].exec(userAgent)?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  const name = browser ? `${browser[1]} ${version}` : 'another browser';
  return system ? `${name} on ${system}` : name;
}
