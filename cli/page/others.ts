/**
 * The browsers beside Chromium that the built page is tested in: which, where they are, and what to
 * install. Linux only: WebKitGTK is what stands for Safari here, with the same JavaScript, WASM and
 * layout, but not its media, its memory limits or its WebGPU.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const OTHERS = ['firefox', 'webkit'] as const;
export type Other = (typeof OTHERS)[number];

/** MiniBrowser, the window around WebKitGTK that its driver starts; Debian, Fedora, Arch. */
const MINI_BROWSERS = [
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkit2gtk-4.1/MiniBrowser`,
  '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/webkit2gtk-4.1/MiniBrowser',
];

/** Where the programs of a browser are, and the packages of Debian that bring them. */
const PARTS: Readonly<
  Record<Other, readonly { readonly path: string | null; readonly from: string }[]>
> = {
  firefox: [
    { path: process.env['FIREFOX_PATH'] ?? onPath('firefox-esr', 'firefox'), from: 'firefox-esr' },
  ],
  webkit: [
    { path: onPath('WebKitWebDriver'), from: 'webkit2gtk-driver' },
    { path: MINI_BROWSERS.find((path) => existsSync(path)) ?? null, from: 'webkit2gtk-driver' },
    { path: onPath('Xvfb'), from: 'xvfb' },
  ],
};

/** What to install before a browser can be driven, by the names of Debian; empty where it can. */
export function missingFor(browser: Other): readonly string[] {
  const missing = PARTS[browser].filter(({ path }) => !path || !existsSync(path));
  return [...new Set(missing.map(({ from }) => from))];
}

/** @throws Error that says what to install */
export function programsOf(browser: Other): readonly string[] {
  const missing = missingFor(browser);
  if (missing.length)
    throw new Error(
      `${browser} cannot be driven here (Debian: apt-get install ${missing.join(' ')}).`,
    );
  return PARTS[browser].flatMap(({ path }) => path ?? []);
}

/** The first of these programs that is installed. */
function onPath(...names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const all = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return all.find((path) => existsSync(path)) ?? null;
}
