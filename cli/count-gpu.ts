/**
 * `npm run count:gpu`: what one pass of each engine asks of WebGPU. A model this small is bound by
 * these calls, not by arithmetic. Counts are the same however fast the machine is; another GPU may
 * take other kernels.
 */
import { argsOrExit, GPUS, oneOf, optionsOf } from './args/options';
import { COUNTED, type Count, type Counted } from './count-gpu/calls';
import type {} from './count-gpu/main';
import { inOwnPage } from './page/own-page';

const USAGE = `npm run count:gpu -- [options]

Counts dispatches, compute passes, submits and the rest that one pass of each engine asks of WebGPU.

  --gpu NAME      real or software (SwiftShader, slow)      (real)
  --engine NAME   ${COUNTED.join(', ')} or all              (all)
  --json          the last line of the output is JSON

CHROMIUM_PATH names the browser.`;

const PAGE = 'cli/count-gpu/index.html';

interface CountArgs {
  readonly gpu: 'real' | 'software';
  readonly engines: readonly Counted[];
  readonly json: boolean;
}

function readArgs(argv: readonly string[]): CountArgs | null {
  const { gpu, engine, json, help } = optionsOf(argv, {
    gpu: { type: 'string', default: 'real' },
    engine: { type: 'string', default: 'all' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  });
  if (help) return null;
  const named = oneOf('engine', engine, [...COUNTED, 'all'] as const);
  return {
    gpu: oneOf(
      'gpu',
      gpu,
      GPUS.filter((name) => name !== 'auto'),
    ),
    engines: named === 'all' ? COUNTED : [named],
    json,
  };
}

/** One line for each count, one column for each pass. */
function table({ runtime, adapter, passes }: Count): string {
  const names = Object.keys(passes);
  const keys = Object.keys(passes[names[0] ?? ''] ?? {});
  const row = (head: string, cells: readonly (string | number)[]) =>
    head.padEnd(14) + cells.map((cell) => String(cell).padStart(12)).join('');
  const lines = keys.map((key) =>
    row(
      key,
      names.map((name) => passes[name]?.[key as keyof Count['passes'][string]] ?? ''),
    ),
  );
  return [`\n${runtime}, ${adapter || 'unnamed adapter'}`, row('', names), ...lines].join('\n');
}

const { gpu, engines, json } = argsOrExit(readArgs, USAGE);
try {
  const counts = await inOwnPage(PAGE, gpu, async (page) => {
    const found: Partial<Record<Counted, Count>> = {};
    for (const engine of engines) {
      found[engine] = await page.evaluate((what) => countPasses(what), engine);
      process.stderr.write(`${table(found[engine])}\n`);
    }
    return found;
  });
  if (json) console.log(JSON.stringify(counts));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
