/**
 * A Chromium whose WebGPU is Mesa's lavapipe: a second driver beside SwiftShader, several times
 * faster, with f16 and larger subgroups. What is wrong on one and right on the other is a fault of
 * a kernel or a driver; what is wrong on both, of ours or of the compiler. Linux only, no root.
 */
import { spawnSync } from 'node:child_process';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { findBrowser } from './browser';
import { ROOT } from '../site/build';

const FOLDER = join(ROOT, 'node_modules', '.cache', 'decode-and-denoise', 'lavapipe');
const SWIFTSHADER = 'libvk_swiftshader.so';
const DRIVERS = '/usr/share/vulkan/icd.d';
const DRIVER = /^lvp_icd(\..+)?\.json$/;

/** Where `buildLavapipeBrowser` puts the browser. */
export const LAVAPIPE_BROWSER = join(FOLDER, 'chromium');

interface Parts {
  /** The browser that is copied, and the folder with its libraries. */
  readonly browser: string;
  readonly folder: string;
  /** Mesa's driver. */
  readonly driver: string;
}

/** What the browser is made of; a sentence that says what is missing where it cannot be made. */
export function lavapipeParts(): Parts | string {
  if (process.platform !== 'linux') return 'lavapipe is for Linux.';
  const found = findBrowser();
  // Debian's /usr/bin/chromium is a script.
  const places = [
    found && realpathSync(found),
    '/usr/lib/chromium/chromium',
    '/opt/google/chrome/chrome',
  ];
  const browser = places.find((path) => path && existsSync(join(dirname(path), SWIFTSHADER)));
  if (!browser) return `There is no Chromium with ${SWIFTSHADER} beside it.`;
  const icd = existsSync(DRIVERS) && readdirSync(DRIVERS).find((name) => DRIVER.test(name));
  if (!icd)
    return 'Mesa’s lavapipe is not installed (Debian: apt-get install mesa-vulkan-drivers).';
  if (spawnSync('cc', ['--version']).status !== 0)
    return 'There is no C compiler (Debian: apt-get install gcc libc6-dev).';
  const { ICD } = JSON.parse(readFileSync(join(DRIVERS, icd), 'utf8')) as {
    ICD: { library_path: string };
  };
  const { library_path: path } = ICD;
  // A plain name is for the loader to find; a relative path counts from the file.
  const driver = path.includes('/') && !isAbsolute(path) ? join(DRIVERS, path) : path;
  return { browser, folder: dirname(browser), driver };
}

/**
 * Makes the browser anew: the one that is there, with another Vulkan driver.
 * @returns its path, `LAVAPIPE_BROWSER`.
 * @throws Error that says what is missing.
 */
export function buildLavapipeBrowser(): string {
  const parts = lavapipeParts();
  if (typeof parts === 'string') throw new Error(parts);
  const { browser, folder, driver } = parts;
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const own = [SWIFTSHADER, 'vk_swiftshader_icd.json', 'chromium'];
  for (const name of readdirSync(folder))
    if (!own.includes(name)) symlinkSync(join(folder, name), join(FOLDER, name));
  // A link would lead it back to its old folder.
  copyFileSync(browser, LAVAPIPE_BROWSER, constants.COPYFILE_FICLONE);
  const { status, stderr } = spawnSync(
    'cc',
    [
      ...['-O1', '-shared', '-fPIC', '-fvisibility=hidden', `-DLAVAPIPE="${driver}"`],
      ...['-o', join(FOLDER, SWIFTSHADER), join(ROOT, 'cli', 'page', 'lavapipe', 'shim.c'), '-ldl'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The driver could not be built:\n${stderr}`);
  // The browser's own drawing stays on SwiftShader.
  const icd = {
    file_format_version: '1.0.0',
    ICD: { library_path: join(folder, SWIFTSHADER), api_version: '1.0.5' },
  };
  writeFileSync(join(FOLDER, 'vk_swiftshader_icd.json'), JSON.stringify(icd));
  return LAVAPIPE_BROWSER;
}
