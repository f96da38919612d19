/** `npm start`: builds if needed, serves the page on this machine and prints its address. */
import { parseArgs } from 'node:util';
import { ensureBuilt } from './site/build';
import { serveSite } from './site/serve';

const USAGE = `npm start -- [--port 4173] [--host localhost]

Builds the site if needed and serves it. The next free port is taken when this one is busy.`;

function readArgs(): { port: number; host: string } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4173' },
      host: { type: 'string', default: 'localhost' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port}: a whole number from 0 to 65535.`);
  return { port, host: values.host };
}

function argsOrUsage(): { port: number; host: string } {
  try {
    return readArgs();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const args = argsOrUsage();
await ensureBuilt(console.log);
const site = await serveSite(args);
console.log(`Decode & Denoise is at ${site.url}  (Ctrl+C ends it)`);
for (const address of site.network) console.log(`From other machines: ${address}`);
if (site.network.length > 0)
  console.log(
    'Over plain http another machine gets one thread and no WebGPU: browsers ask for https.',
  );
