import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filmstripPng, imagePng, runReport } from '../../../../cli/output/outputs';
import { encodeRun } from '../../../../src/core/saved/codec';
import { textOf } from '../../../../src/core/run/trace';
import { packRun } from '../../../../src/state/saved/file';
import { diffusionTrace, languageTrace } from '../../../helpers/traces';

const lm = languageTrace({ tokens: 9 });
const diffusion = diffusionTrace({ size: 16, spec: { steps: 6 } });
const run = {
  createdAt: '2026-11-25T10:00:00.000Z',
  userAgent: 'test browser',
  traces: [lm, diffusion],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The command as a person starts it. */
function demo(bytes: Uint8Array, name: string) {
  const file = join(folder, `${name}.trace`);
  const out = join(folder, name);
  writeFileSync(file, bytes);
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'cli/demo.ts', '--open', file, '--out', out],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return { status, stderr, read: (part: string) => readFileSync(join(out, part)), out };
}

test('a saved run gives the text, pictures and figures of the run it came from', async () => {
  const { status, read } = demo(await packRun(run), 'packed');
  expect(status).toBe(0);
  expect(JSON.parse(read('run.json').toString())).toEqual(
    JSON.parse(JSON.stringify(runReport({ lm, diffusion }))),
  );
  expect(read('text.txt').toString()).toBe(`${textOf(lm)}\n`);
  expect(read('image.png').equals(imagePng(diffusion))).toBe(true);
  expect(read('run.trace').equals(Buffer.from(await packRun(run)))).toBe(true);
  // Samples are saved in 8 bits, above; the predicted pictures below them are the same to the bit.
  const [strip, live] = [read('filmstrip.png'), filmstripPng(diffusion)].map((png) =>
    PNG.sync.read(png),
  );
  const below = 16 * 16 * 6 * 4;
  expect(strip?.data.subarray(below).equals(live?.data.subarray(below) ?? Buffer.of())).toBe(true);
  expect([strip?.width, strip?.height]).toEqual([96, 32]);
});

test('a plain file that is cut off is written as far as it goes, and is no success', () => {
  const bytes = encodeRun(run);
  const { status, stderr, read } = demo(bytes.subarray(0, bytes.length - 1000), 'cut');
  expect(status).toBe(1);
  expect(stderr).toMatch(/cut off/);
  expect(JSON.parse(read('run.json').toString()).steps.length).toBeLessThan(6);
  expect(read('text.txt').toString()).toBe(`${textOf(lm)}\n`);
});

test('what is no run is refused with the reason, and nothing is written', () => {
  const { status, stderr, out } = demo(new TextEncoder().encode('hello'), 'none');
  expect(status).toBe(1);
  expect(stderr).toMatch(/not a saved run/);
  expect(existsSync(out)).toBe(false);
});
