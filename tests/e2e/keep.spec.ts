/** A run is kept: as a file, over a reload, in the history, and from the command line. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from '@playwright/test';
import { toRgba } from '../../src/core/image';
import { isAutoregression } from '../../src/core/autoregression/spec';
import { textOf } from '../../src/core/autoregression/text';
import { isDiffusion } from '../../src/core/diffusion/spec';
import type { Trace } from '../../src/core/run/trace';
import { unpackRun } from '../../src/state/saved/file';
import { expect, test, Watch } from './support/site';

const results = (traces: readonly Trace[]) =>
  traces.map((trace) => {
    if (isAutoregression(trace)) return trace.results.map(({ id, logprob }) => [id, logprob]);
    return isDiffusion(trace) ? trace.results.map(({ denoised }) => [...toRgba(denoised)]) : [];
  });

test('saved, reloaded, found in the history and opened: the same run', async ({
  site,
  browser,
}, info) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  const watch = new Watch(page);
  await watch.open(site.url, { backend: 'wasm', tokens: 8, steps: 4, prompt: 'a red apple' });
  expect(await watch.run()).toBe('done');
  const { traces } = await watch.saved();
  const written = traces.find(isAutoregression);
  if (!written) throw new Error('no text');
  const text = textOf(written);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('a-red-apple-seed-7.trace');
  const file = await saved(download, info.outputPath('run.trace'));
  const { run } = await unpackRun(new Blob([new Uint8Array(readFileSync(file))]));
  expect(results(run.traces)).toEqual(results(traces));

  await page.reload();
  await expect(page.getByText('Your earlier run.')).toBeVisible();
  await expect(watch.answer()).toHaveText(text);
  await page.getByRole('button', { name: 'Back to the recording' }).click();
  await expect(page.getByText('Recording.', { exact: true })).toBeVisible();
  await expect(watch.answer()).not.toHaveText(text);

  await page.getByText('Runs on this device').click();
  await page.getByRole('button', { name: 'a red apple', exact: true }).click();
  await expect(watch.answer()).toHaveText(text);

  await page.getByRole('button', { name: 'Delete all' }).click();
  await expect(page.getByText(/^Deleted \d+ runs?\./)).toBeVisible();
  await page.reload();
  await expect(page.getByText('Recording.', { exact: true })).toBeVisible();
  await page.getByLabel('A saved run').setInputFiles(file);
  await expect(page.getByText('Opened run.', { exact: true })).toBeVisible();
  await expect(watch.answer()).toHaveText(text);

  const out = info.outputPath('opened');
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'cli/demo.ts', '--open', file, '--out', out],
    { timeout: 60_000 },
  );
  expect(status).toBe(0);
  expect(readFileSync(join(out, 'text.txt'), 'utf8')).toBe(`${text}\n`);
  await context.close();
});

test('a GIF of the denoising comes out of the built page', async ({ site, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await new Watch(page).open(site.url);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Animated GIF' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/-sample\.gif$/);
  expect(
    readFileSync(await download.path())
      .subarray(0, 6)
      .toString(),
  ).toBe('GIF89a');
});

async function saved(download: Download, path: string): Promise<string> {
  await download.saveAs(path);
  return path;
}
