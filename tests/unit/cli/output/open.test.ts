import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFolder } from '../../../../cli/output/files';
import { openSaved } from '../../../../cli/output/open';
import { imagePng } from '../../../../cli/output/pictures';
import { runReport } from '../../../../cli/output/report';
import type { Trace } from '../../../../src/core/run/trace';
import { encodeRun } from '../../../../src/core/saved/codec';
import { packRun } from '../../../../src/state/saved/file';
import { pictureTrace, textTrace } from '../../../helpers/traces';

const text = textTrace({ tokens: 9 });
const picture = pictureTrace({ size: 16, spec: { steps: 6 } });
const WORDS = 'A green dragon is a mythical creature with bright\n';
const saved = (...traces: Trace[]) => ({
  createdAt: '2026-11-25T10:00:00.000Z',
  userAgent: 'test browser',
  traces,
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What `npm run demo -- --open FILE --out DIR` does, and says. */
async function open(bytes: Uint8Array, name: string) {
  const file = join(folder, `${name}.trace`);
  const out = join(folder, name);
  writeFileSync(file, bytes);
  const said: string[] = [];
  const code = await openSaved({ open: file, out }, (line) => void said.push(line));
  return {
    code,
    said: said.join('\n'),
    read: (part: string) => readFileSync(join(out, part)),
    out,
  };
}

/** The command as a person starts it. */
function demo(...args: string[]) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'cli/demo.ts', ...args],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return { status, stderr };
}

test('a saved run gives the text, pictures and figures of the run it came from', async () => {
  const packed = await packRun(saved(text, picture));
  const { code, read, out } = await open(packed, 'packed');
  expect(code).toBe(0);
  expect(readdirSync(out).sort()).toEqual([
    ...['filmstrip.png', 'image.png', 'run.json', 'run.trace', 'text.txt'],
  ]);
  // Candidates are saved in 32 bits; all else is the same to the last digit.
  const { lanes, ...rest } = JSON.parse(read('run.json').toString()) as Record<string, unknown>;
  const { lanes: live, ...wanted } = runReport(saved(text, picture));
  // And samples in 16 bits, which the path is measured with.
  expect(rest).toMatchObject(
    JSON.parse(
      JSON.stringify(wanted, (key, value: unknown) => (key === 'bend' ? undefined : value)),
    ) as object,
  );
  expect(lanes).toHaveLength(live.length);
  expect(read('text.txt').toString()).toBe(WORDS);
  expect(read('image.png').equals(imagePng(picture) ?? Buffer.of())).toBe(true);
  expect(read('run.trace').equals(Buffer.from(packed))).toBe(true);
});

test('a run of one lane is written as far as it goes', async () => {
  const one = await open(encodeRun(saved(picture)), 'picture');
  expect(one.code).toBe(0);
  expect(readdirSync(one.out).sort()).toEqual([
    ...['filmstrip.png', 'image.png', 'run.json', 'run.trace'],
  ]);
  expect(JSON.parse(one.read('run.json').toString())).toMatchObject({ lanes: [{ lane: 'b' }] });
});

test('of two lanes of one mechanism each has its file', async () => {
  const second = textTrace({ tokens: 2, spec: { lane: 'b' } });
  const two = await open(encodeRun(saved(text, second)), 'texts');
  expect(two.code).toBe(0);
  expect(readdirSync(two.out).sort()).toEqual([
    ...['run.json', 'run.trace', 'text-b.txt', 'text.txt'],
  ]);
  expect(two.read('text.txt').toString()).toBe(WORDS);
  expect(two.read('text-b.txt').toString()).toBe('A green\n');
});

test('a file of version 1 opens to the text and figures that it held', async () => {
  const file = readFileSync('tests/fixtures/v1/traces/both.trace');
  const { code, read } = await open(file, 'version1');
  expect(code).toBe(0);
  const { traces } = JSON.parse(readFileSync('tests/fixtures/v1/expected.json', 'utf8')) as {
    traces: Record<string, { traces: { text?: string; metrics: Record<string, number> }[] }>;
  };
  const [written, painted] = traces['traces/both.trace']?.traces ?? [];
  expect(read('text.txt').toString()).toBe(`${written?.text}\n`);
  const report = JSON.parse(read('run.json').toString()) as { metrics: Record<string, number> };
  for (const [key, value] of Object.entries({
    ttftMs: written?.metrics['ttftMs'],
    decodeTokensPerSecond: written?.metrics['decodeTokensPerSecond'],
    msPerStep: painted?.metrics['msPerStep'],
    imageMs: painted?.metrics['imageMs'],
  }))
    expect((report.metrics[key] ?? NaN) / (value ?? NaN), key).toBeCloseTo(1, 4);
});

test('a plain file that is cut off is written as far as it goes, and is no success', async () => {
  const bytes = encodeRun(saved(text, picture));
  const { code, said, read } = await open(bytes.subarray(0, bytes.length - 1000), 'cut');
  expect(code).toBe(1);
  expect(said).toMatch(/cut off/);
  expect(JSON.parse(read('run.json').toString()).steps.length).toBeLessThan(6);
  expect(read('text.txt').toString()).toBe(WORDS);
});

test('what is no run is refused with the reason, and nothing is written', async () => {
  const bytes = new TextEncoder().encode('hello');
  await expect(open(bytes, 'none')).rejects.toThrow(/not a saved run/);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

test('a folder that is a file is refused', () => {
  const file = join(folder, 'taken');
  writeFileSync(file, 'mine');
  for (const out of [file, join(file, 'below')])
    expect(() => checkFolder(out)).toThrow(`--out ${out}: ${file} is no folder.`);
  expect(() => checkFolder(join(folder, 'not', 'yet'))).not.toThrow();
  expect(existsSync(join(folder, 'not'))).toBe(false);
});

test('the command itself: wrong use is 2, a file that is not there 1, a run that is written 0', () => {
  const file = join(folder, 'command.trace');
  writeFileSync(file, encodeRun(saved(text)));
  const wrong = demo('--open', file, '--out', file);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr.trim().split('\n').at(-1)).toBe(`--out ${file}: ${file} is no folder.`);
  const none = demo('--open', join(folder, 'nowhere'), '--out', join(folder, 'new'));
  expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining('nowhere') as string });
  expect(demo('--open', file, '--out', join(folder, 'command')).status).toBe(0);
  expect(readFileSync(join(folder, 'command', 'text.txt'), 'utf8')).toBe(WORDS);
}, 60_000);
