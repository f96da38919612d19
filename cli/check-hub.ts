/**
 * `npm run check:hub`: for a person with internet and, better, a GPU. Downloads the smallest model of
 * each kind from the real hub with the page's own code, runs it, and writes what was seen into a
 * report. With `--double` the same against the hub's double and a made-up model, without internet.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { CURATED } from '../src/state/models/curated';
import { startHost } from '../tests/e2e/support/host';
import { startDouble } from '../tests/support/hub-double';
import { argsOrExit, GPUS, inRange, oneOf, optionsOf } from './args/options';
import { reportOf, type HubCase } from './output/hub-report';
import { checkModel } from './page/check-model';
import { launchOptions } from './page/browser';
import { gpuFlags } from './page/gpu-flags';
import { useDouble } from './page/use-double';
import { DIST, ensureBuilt } from './site/build';
import { serveSite } from './site/serve';
import { TINY_REPO, tinyRepo } from './site/tiny-repo';

const USAGE = `npm run check:hub -- [--model ADDRESS] [--out DIR] [--gpu NAME] [--timeout SECONDS]
                     [--double]

Downloads the smallest model of each kind from huggingface.co (some hundred megabytes in all) into a
browser of its own, checks every hash, runs each model, and writes hub-report.md and hub-report.json.
Exit code 0: all of it worked; 1: not.

  --model ADDRESS      only this one, as it would be pasted
  --out DIR            where to write                          (out)
  --gpu NAME           auto, real or software                  (auto)
  --timeout SECONDS    give one model up after                 (3600)
  --double             against the hub's double in this repository, without internet`;

const OPTIONS = {
  model: { type: 'string' },
  out: { type: 'string', default: 'out' },
  gpu: { type: 'string', default: 'auto' },
  timeout: { type: 'string', default: '3600' },
  double: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

const args = argsOrExit((argv) => {
  const { help, timeout, gpu, ...given } = optionsOf(argv, OPTIONS);
  if (help) return null;
  const limit = { label: 'Timeout', min: 1, max: 86_400, whole: false };
  const timeoutMs = Number(inRange('timeout', timeout, limit)) * 1000;
  return { ...given, timeoutMs, gpu: oneOf('gpu', gpu, GPUS) };
}, USAGE);

/** The first of each kind in the list of the page: the smallest. */
function addresses(): readonly string[] {
  if (args.model) return [args.model];
  if (args.double) return [TINY_REPO];
  const kinds = new Set<string>();
  return CURATED.filter(({ layout }) => !kinds.has(layout) && kinds.add(layout)).map(
    ({ address }) => address,
  );
}

async function checkAll(context: BrowserContext, url: string): Promise<HubCase[]> {
  const cases: HubCase[] = [];
  for (const address of addresses()) {
    say(address);
    cases.push(await checkModel(context, url, address, say, args.timeoutMs));
  }
  return cases;
}

async function check(): Promise<number> {
  await ensureBuilt(say);
  const double = args.double ? await startDouble() : null;
  // The policy that the site is served with lets nothing through to a double.
  const site = double
    ? await startHost({ root: DIST, path: '/', isolated: true })
    : await serveSite({ port: 0 });
  // A profile on the disk: a window without one holds its files in memory.
  const profile = mkdtempSync(join(tmpdir(), 'decode-and-denoise-hub-'));
  try {
    const gpu = await gpuFlags({ backend: 'auto', gpu: args.gpu }, site.url, say);
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions(gpu),
      // The site's own would answer with its policy.
      ...(double && { serviceWorkers: 'block' as const }),
    });
    try {
      if (double) {
        await tinyRepo(double.url);
        await useDouble(context, double.url);
      }
      const cases = await checkAll(context, site.url);
      const { json, markdown, ok } = reportOf(cases, {
        date: new Date().toISOString(),
        browser: (await context.pages()[0]?.evaluate(() => navigator.userAgent)) ?? '',
        hub: double ? 'the double of this repository' : 'huggingface.co',
      });
      mkdirSync(args.out, { recursive: true });
      writeFileSync(join(args.out, 'hub-report.json'), json);
      writeFileSync(join(args.out, 'hub-report.md'), markdown);
      say(`Wrote ${join(args.out, 'hub-report.md')}.`);
      return ok ? 0 : 1;
    } finally {
      await context.close();
    }
  } finally {
    rmSync(profile, { recursive: true, force: true });
    await double?.close();
    await site.close();
  }
}

try {
  process.exitCode = await check();
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
