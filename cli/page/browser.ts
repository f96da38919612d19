/**
 * Which Chromium to drive, and with which flags. The one place that knows: tests, demo and
 * benchmarks all ask here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type LaunchOptions } from '@playwright/test';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Set to a Chromium or Chrome binary to use that one. */
const BROWSER_VARIABLE = 'CHROMIUM_PATH';

/**
 * Path of the browser: the environment variable, then the system's, then Playwright's own;
 * `null` where there is none.
 * @throws Error when the variable names a file that is not there.
 */
export function findBrowser(): string | null {
  const named = process.env[BROWSER_VARIABLE];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`${BROWSER_VARIABLE} is ${named}, and no file is there.`);
  }
  for (const path of SYSTEM) if (existsSync(path)) return path;
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : null;
}

/** `software`: WebGPU computed on the CPU by SwiftShader, slowly. `real`: whatever GPU is there. */
export type GpuFlags = 'none' | 'software' | 'real';

export function browserArgs(gpu: GpuFlags): string[] {
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-quic',
    '--disable-sync',
    '--no-first-run',
  ];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  if (gpu === 'none') args.push('--disable-gpu');
  else args.push('--enable-unsafe-webgpu', '--enable-features=Vulkan');
  if (gpu === 'software') args.push('--use-webgpu-adapter=swiftshader');
  return args;
}

/**
 * Path of a browser, fetching Playwright's own Chromium where there is none.
 * @throws Error that says what to do when that fails too.
 */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  console.error('No Chromium or Chrome found: fetching the one of Playwright...');
  spawnSync('npx', ['playwright', 'install', 'chromium'], {
    // Its progress is no output of ours.
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  const fetched = findBrowser();
  if (fetched) return fetched;
  throw new Error(
    `There is no browser. Install Chromium or Chrome (Debian: apt-get install chromium), or set ` +
      `${BROWSER_VARIABLE} to the binary of one.`,
  );
}

/** What a launch by Playwright needs; shared by tests, demo and benchmarks. */
export function launchOptions(gpu: GpuFlags): LaunchOptions {
  return { executablePath: ensureBrowser(), args: browserArgs(gpu) };
}

export function launchBrowser(gpu: GpuFlags): Promise<Browser> {
  return chromium.launch(launchOptions(gpu));
}
