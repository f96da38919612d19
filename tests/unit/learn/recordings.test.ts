/** The recordings of the tour: there, readable, small, and of the runs that their stops show. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unpackRun } from '../../../src/state/saved/file';
import type { Scene } from '../../../src/state/learn/scene';
import { apart, pictureOf } from '../../../src/views/learn/parts/pictures';
import { SEGMENTS } from '../../../src/views/learn/segments';
import { EXHIBITS, sceneOf, TRIES } from '../../../src/views/learn/segments/fails/exhibits';

const SCENES: readonly (readonly [string, Scene])[] = SEGMENTS.flatMap(({ id, scene, variants }) =>
  variants
    ? variants.list.map((one) => [`${id} ${one.id}`, one.scene] as const)
    : [[id, scene] as const],
);

async function read(file: string) {
  const { run, damage } = await unpackRun(new Blob([readFileSync(`public/${file}`)]));
  expect(damage).toBe('');
  return run;
}

test('no file lies about unused', () => {
  const used = SCENES.map(([, { recording }]) => recording.file);
  for (const file of readdirSync('public/learn')) expect(used).toContain(`learn/${file}`);
});

test('all of them together are small', () => {
  const bytes = readdirSync('public/learn').map(
    (file) => readFileSync(`public/learn/${file}`).length,
  );
  expect(bytes.reduce((sum, n) => sum + n, 0)).toBeLessThan(1_200_000);
});

describe.each(SCENES)('the recording of %s', (_, scene) => {
  test('holds a finished run of each part, asked as the scene asks', async () => {
    const { file, take } = scene.recording;
    const run = await read(file);
    const traces = take?.(run) ?? run.traces;
    const parts = scene.parts(scene.words, scene.seed);
    expect(traces.length).toBeGreaterThan(0);
    expect(traces.length).toBeLessThanOrEqual(parts.length);
    for (const [i, { spec, engine, end, results }] of traces.entries()) {
      const part = parts[i];
      expect(end?.type).toBe('done');
      expect(results.length).toBeGreaterThan(0);
      expect(engine.model.id).toBe(part?.model);
      expect(spec.seed).toBe(part?.seed);
      if (typeof part?.prompt === 'string') expect(spec.prompt).toContain(part.prompt);
      // The very model that a live run takes: a recording can be forked.
      const manifest = JSON.parse(
        readFileSync(`public/models/${engine.model.id}/manifest.json`, 'utf8'),
      ) as { files: { sha256: string; role: string }[] };
      expect(manifest.files.map(({ sha256 }) => sha256)).toContain(engine.model.sha256);
    }
  });
});

test('told as diffusion and as flow at the same places, the picture is the same', async () => {
  const { traces } = await read('learn/flow.trace');
  const [flow = null, same = null, other = null] = traces.map((trace) => pictureOf(trace));
  expect(apart(flow, same)).toBeLessThan(0.1);
  expect(apart(same, other)).toBeGreaterThan(0.5);
});

test('the checks give the recorded tries a verdict each', async () => {
  for (const exhibit of EXHIBITS) {
    const { traces } = await read(`learn/fails-${exhibit.id}.trace`);
    const prompts = traces.length / TRIES;
    expect(traces).toHaveLength(sceneOf(exhibit).parts('', 1).length);
    for (let i = 0; i < TRIES; i++)
      expect(exhibit.check(traces.slice(i * prompts, (i + 1) * prompts))?.found).toMatch(/./);
  }
});

test('the places in docs/learn.md are there', () => {
  const rows = readFileSync('docs/learn.md', 'utf8').match(/^\|.*`tests\/.*$/gm) ?? [];
  expect(rows.length).toBeGreaterThan(12);
  for (const row of rows) {
    const [, stop = '', id = '', file = ''] =
      /\| (\d+) `(\w+)`\s*\| `(tests\/[^`]+)`/.exec(row) ?? [];
    expect(SEGMENTS[Number(stop) - 1]?.id, row).toBe(id);
    expect(existsSync(file), row).toBe(true);
  }
});
