/** `npm start`: builds if needed, serves the page on this machine and prints its address. */
import { argsOrExit, inRange, optionsOf, UsageError } from './args/options';
import { ensureBuilt } from './site/build';
import { serveSite } from './site/serve';

const USAGE = `npm start -- [--port 4173] [--host localhost]

Builds the site if needed and serves it. The next free port is taken when this one is busy.`;

const OPTIONS = {
  port: { type: 'string', default: '4173' },
  host: { type: 'string', default: 'localhost' },
  help: { type: 'boolean', short: 'h' },
} as const;
const PORTS = { label: 'Port', min: 0, max: 65_535, whole: true };

function readArgs(argv: readonly string[]): { port: number; host: string } | null {
  const { port, host, help } = optionsOf(argv, OPTIONS);
  if (help) return null;
  if (!host.trim()) throw new UsageError('--host: a name or address of this machine.');
  return { port: Number(inRange('port', port, PORTS)), host: host.trim() };
}

const args = argsOrExit(readArgs, USAGE);
await ensureBuilt(console.log);
const site = await serveSite(args).catch((error: unknown): never => {
  console.error((error as Error).message);
  process.exit(1);
});
console.log(`Decode & Denoise is at ${site.url}  (Ctrl+C ends it)`);
for (const address of site.network) console.log(`From other machines: ${address}`);
if (site.network.length > 0)
  console.log(
    'Over plain http another machine gets one thread and no WebGPU: browsers ask for https.',
  );
