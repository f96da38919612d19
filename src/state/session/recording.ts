/** The recorded real run that is shown before any model is loaded: fetching and playing it. */
import type { Trace } from '../../core/run/trace';
import type { SavedRun } from '../../core/saved/codec';
import { text } from '../../text/session';
import type { Environment } from './environment';
import { duration } from './playhead.svelte';
import type { Session } from './session.svelte';

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

/**
 * Plays a recording in its lanes, or shows its end at once. One that is cut short by a run continues
 * by the playhead, so that the wait shows something.
 */
export async function playRecording(
  { traces }: SavedRun,
  still: boolean,
  session: Pick<Session, 'lane' | 'playhead' | 'traces'>,
  environment: Pick<Environment, 'replay'>,
  signal: AbortSignal,
): Promise<void> {
  const laneOf = ({ spec }: Trace) => session.lane(spec.lane);
  const play = (trace: Trace) =>
    still
      ? laneOf(trace).show(trace)
      : laneOf(trace).follow(environment.replay(trace, signal), signal);
  await Promise.all(traces.map(play));
  if (!signal.aborted) return;
  const { playhead } = session;
  const at = duration(session.traces);
  for (const trace of traces) laneOf(trace).show(trace);
  if (!playhead.live || at >= duration(session.traces)) return;
  playhead.seek(at);
  playhead.play();
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
  const name = browser ? `${browser[1]} ${version}` : text.browser.other;
  return system ? text.browser.on(name, system) : name;
}
