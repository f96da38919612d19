/**
 * `npm run demo`: one run of any lanes in the built page, without a window. The page's own engines
 * do the work; this opens it with the settings in the URL, waits, and writes what it made. With
 * `--open` it writes the same files from a saved run.
 */
import { decodeRun } from '../src/core/saved/codec';
import { readDemoArgs, type DemoArgs } from './args/demo';
import { USAGE } from './args/demo-usage';
import { argsOrExit } from './args/options';
import { checkFolder } from './output/files';
import { openSaved, write } from './output/open';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function demo(args: DemoArgs): Promise<number> {
  // Only now: a saved run opens without waiting for what drives a browser.
  const { runInBrowser } = await import('./page/run');
  const bytes = await runInBrowser(args, say);
  return write(args.out, bytes, decodeRun(bytes), args.lanes, say);
}

const args = argsOrExit((argv) => {
  const read = readDemoArgs(argv);
  if (read) checkFolder(read.out);
  return read;
}, USAGE);
try {
  process.exitCode = 'open' in args ? await openSaved(args, say) : await demo(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
