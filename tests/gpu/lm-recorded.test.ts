/** Decode that the GPU replays: the same logits as without, and the ways out where it is not replayed. */
import { afterEach, expect, it, vi } from 'vitest';
import { countGpu } from '../../cli/count-gpu/counter';
import { loadLanguageModel } from '../../src/engines/autoregression/onnx/load';
import type { LanguageModel } from '../../src/engines/autoregression/onnx/model';
import { loadOrt } from '../../src/engines/runtime/ort';
import { never } from '../contract/support/diffusion';
import { goldenOf, options } from '../contract/support/lm';
import { WIDE } from '../contract/support/lm-sequence';

afterEach(() => vi.restoreAllMocks());

async function load(): Promise<LanguageModel> {
  const { info, parts } = await loadLanguageModel(options(WIDE, 'webgpu'), () => undefined, never);
  expect(info).toMatchObject({ backend: 'webgpu', knownAnswer: { ok: true } });
  return parts.model;
}

/** The logits after each of 12 tokens behind a prompt, in passes of one token. */
async function decoded(model: LanguageModel): Promise<Float32Array[]> {
  const { promptIds } = await goldenOf(WIDE);
  const cache = model.emptyCache();
  await model.pass(promptIds, cache);
  const logits: Float32Array[] = [];
  for (const id of promptIds.slice(0, 12)) logits.push((await model.pass([id], cache)).slice());
  // Cut, and the last three again.
  await cache.truncate(cache.length - 3);
  for (const id of promptIds.slice(9, 12)) logits.push((await model.pass([id], cache)).slice());
  cache.dispose();
  return logits;
}

async function bindGroups(model: LanguageModel): Promise<number> {
  const cache = model.emptyCache();
  for (let i = 0; i < 3; i++) await model.pass([1], cache);
  const { counts } = await countGpu(() => model.pass([1], cache));
  cache.dispose();
  return counts.bindGroups;
}

const apart = (a: Float32Array, b: Float32Array | undefined) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b?.[i] ?? Infinity))), 0);

/** Passes options on to the runtime as they would be without recording. */
async function sessions(
  change: (create: (options: object) => unknown, options: object) => unknown,
) {
  const { ort } = await loadOrt('webgpu', 0);
  const { create } = ort.InferenceSession;
  vi.spyOn(ort.InferenceSession, 'create').mockImplementation(((data: Uint8Array, asked: object) =>
    change(
      (settings) => create.call(ort.InferenceSession, data, settings),
      asked,
    )) as typeof create);
}

it('gives what passes give that are not recorded, and what it gave before a cut', async () => {
  const model = await load();
  expect(await bindGroups(model)).toBe(0);
  const recorded = await decoded(model);
  for (const i of [0, 1, 2]) expect(recorded[12 + i]).toEqual(recorded[9 + i]);
  await model.dispose();

  await sessions((create, asked) => create({ ...asked, enableGraphCapture: false }));
  const plain = await load();
  // The runtime does not say that it records nothing.
  expect(await bindGroups(plain)).toBeGreaterThan(0);
  const expected = await decoded(plain);
  expect(recorded).toHaveLength(15);
  for (const [i, logits] of recorded.entries())
    expect(apart(logits, expected[i])).toBeLessThan(1e-4);
  await plain.dispose();
});

it('records each room of a cache by itself', async () => {
  const model = await load();
  const [one, two] = [model.emptyCache(), model.emptyCache()];
  const { promptIds } = await goldenOf(WIDE);
  const first = (cache: typeof one) => model.pass(promptIds, cache);
  await first(one);
  await first(two);
  for (const id of promptIds.slice(0, 4)) {
    const [a, b] = [(await model.pass([id], one)).slice(), await model.pass([id], two)];
    expect(apart(a, b)).toBe(0);
  }
  one.dispose();
  // The room of the first is taken over, with what was recorded in it.
  const { counts } = await countGpu(() => model.pass([1], model.emptyCache()));
  expect(counts).toMatchObject({ bindGroups: 0, buffers: 0 });
  await model.dispose();
});

it('does without where the runtime refuses to record', async () => {
  await sessions((create, asked) => {
    if ((asked as { enableGraphCapture?: boolean }).enableGraphCapture)
      throw new Error('This session cannot use the graph capture feature');
    return create(asked);
  });
  const model = await load();
  expect(await bindGroups(model)).toBeGreaterThan(0);
  expect(await decoded(model)).toHaveLength(15);
  await model.dispose();
});

it('runs a pass again where its recording fails', async () => {
  const failed: string[] = [];
  await sessions(async (create, asked) => {
    const session = (await create(asked)) as { run: (...args: unknown[]) => Promise<unknown> };
    const run = session.run.bind(session);
    session.run = (feeds, fetches, more) => {
      const { extra } = (more ?? {}) as { extra?: { gpu_graph_id: string } };
      if (extra && extra.gpu_graph_id !== '-1') {
        failed.push(extra.gpu_graph_id);
        return Promise.reject(new Error('not recorded'));
      }
      return run(feeds, fetches, more);
    };
    return session;
  });
  const model = await load();
  // The known answer's first token; none after it.
  expect(failed).toHaveLength(1);
  expect(await decoded(model)).toHaveLength(15);
  await model.dispose();
});
