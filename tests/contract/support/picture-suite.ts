/** Pictures by tokens on the tiny weights: the reference's picture on every backend, then runs, forks, paint. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf } from '../../../src/core/picture-tokens/cell';
import type { PictureSpec, PictureTrace } from '../../../src/core/autoregression-picture/spec';
import type { Backend } from '../../../src/core/run/run';
import { ownPasses } from '../../../src/core/run/fork';
import { append, type Trace } from '../../../src/core/run/trace';
import { cellCodes, decode } from '../../../src/engines/picture-tokens/decoder';
import { PictureByTokensEngine } from '../../../src/engines/autoregression-picture/engine';
import { Held } from '../../../src/engines/autoregression-picture/held';
import {
  checkDecoder,
  checkTwin,
  parseDecoderGolden,
  parseGolden,
  promptOf,
} from '../../../src/engines/picture-tokens/known-answer';
import { loadModels, sayNext } from '../../../src/engines/autoregression-picture/load';
import { write } from '../../../src/engines/autoregression-picture/write';
import { cellSpec } from '../../helpers/cells';
import { tiny } from './tiny';

/** Three networks on an emulated GPU, their kernels compiled first, on a busy machine. */
const PATIENT = 400_000;
const never = new AbortController().signal;
const quiet = () => undefined;

/** What the networks compute. */
export function pictureNetworks(backend: Backend): void {
  const options = tiny('autoregression-picture', backend);
  const fetchJson = async (folder: string): Promise<unknown> =>
    (await fetch(`${options.baseUrl}models/${folder}/golden.json`)).json();

  describe(`the reference, on ${backend}`, () => {
    let loaded: Awaited<ReturnType<typeof loadModels>>;
    beforeAll(async () => {
      loaded = await loadModels(options, quiet, never);
    }, PATIENT);
    afterAll(() => loaded.sessions.release());

    it(
      'gives its known answers, and knows when it does not',
      async () => {
        expect(loaded.info).toMatchObject({ backend, knownAnswer: { ok: true } });
        const golden = parseGolden(await fetchJson('tiny-emoji-tokens'), 'tiny');
        const hidden = loaded.empty.pooled.length;
        const { network, config, decoder } = loaded;
        for (const which of [0, 1] as const) {
          const [first] = golden.cells;
          if (!first) throw new Error('no case');
          const values = structuredClone(first.values);
          values[which] = values[which].map((value) => value + 0.1);
          const off = { ...golden, cells: [{ ...first, values }] };
          expect(await checkTwin(network, config, off, hidden, sayNext)).toMatchObject({
            ok: false,
          });
        }
        const painted = parseDecoderGolden(await fetchJson('tiny-picture-tokens'), 'tiny');
        expect(await checkDecoder(decoder, painted)).toMatchObject({ ok: true });
        const [one] = painted.decode;
        if (!one) throw new Error('no case');
        const other = { ...painted, decode: [{ ...one, mean: one.mean + 0.1 }] };
        expect(await checkDecoder(decoder, other)).toMatchObject({ ok: false });
      },
      PATIENT,
    );

    it(
      'paints several pictures in one pass as it paints each',
      async () => {
        const { decoder } = loaded;
        const [a, b] = [cellCodes([3, 7, 9], 8, 20), cellCodes([11], 8, 20)];
        const both = await decode(decoder, [a, b], 2);
        const [alone] = await decode(decoder, [b], 2);
        alone?.forEach((value, i) =>
          expect(Math.abs(value - (both[1]?.[i] ?? NaN))).toBeLessThan(1e-3),
        );
      },
      PATIENT,
    );

    it(
      'says the same picture as the toolkit where nothing is left to chance',
      async () => {
        const { greedy } = parseGolden(await fetchJson('tiny-emoji-tokens'), 'tiny');
        const hidden = loaded.empty.pooled.length;
        const caption = { ...loaded.empty, ...promptOf(greedy, hidden) };
        const empty = { ...loaded.empty, ...promptOf({ seed: greedy.seed + 1, words: 2 }, hidden) };
        const { style, guidance } = greedy;
        const spec = cellSpec({ prompt: 'x', temperature: 0, topP: 1, guidance, style });
        const encoder = Object.assign(Object.create(loaded.encoder) as typeof loaded.encoder, {
          tokenize: () => ({ ids: [], pieces: [], cut: false }),
          encode: () => Promise.resolve(caption),
        });
        const ids: number[] = [];
        const model = { ...loaded, encoder, empty };
        for await (const event of write(spec, model, new Held(), never, () => 0, null))
          if (event.type === 'result') ids.push(event.result.id);
        expect(ids.map((id) => codesOf(id, loaded.config.codes))).toEqual(greedy.codes);
      },
      PATIENT,
    );
  });
}

/** What the loop makes of it, whatever computes it: a run is some two hundred passes. */
export function pictureRuns(backend: Backend): void {
  const options = tiny('autoregression-picture', backend);

  describe(`runs, on ${backend}`, () => {
    const engine = new PictureByTokensEngine();
    let runs = 0;
    beforeAll(async () => {
      await engine.load(options, quiet, never);
    }, PATIENT);
    afterAll(() => engine.dispose());

    async function say(
      changes: Partial<PictureSpec>,
      parent?: PictureTrace,
    ): Promise<PictureTrace> {
      const epoch = performance.timeOrigin + performance.now();
      // Random weights are sure of one code: at this temperature chance has a say.
      const chance = { temperature: 3, topP: 1 };
      const spec = cellSpec({ runId: `run-${++runs}`, epoch, ...chance, ...changes });
      let trace: Trace | null = null;
      for await (const event of engine.run(spec, never, parent ? { parent } : {}))
        trace = append(trace, event);
      if (!trace?.end) throw new Error('the run has no end');
      return trace as PictureTrace;
    }
    const ids = ({ results }: PictureTrace) => results.map(({ id }) => id);

    it('say every cell, paint after every row, the same for the same seed', async () => {
      const one = await say({});
      expect(one.end).toMatchObject({ type: 'done', reason: 'complete' });
      expect(one.results).toHaveLength(64);
      expect(one.input).toMatchObject({ side: 8, codes: 20, cut: false });
      one.results.forEach(({ index, picture, passes, candidates, id }) => {
        expect(picture?.length ?? 0).toBe(index % 8 === 7 ? 3 * 64 * 64 : 0);
        const kinds = passes.map(({ kind }) => kind);
        const paint = index % 8 === 7 ? ['paint'] : [];
        expect(kinds).toEqual([index ? 'cell' : 'prefill', 'second', ...paint]);
        expect(candidates.map((candidate) => candidate.id)).toContain(id);
        const logprobs = candidates.slice(0, 8).map(({ logprob }) => logprob);
        expect([...logprobs].sort((a, b) => b - a)).toEqual(logprobs);
        expect(candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeLessThan(1);
      });
      expect(ids(await say({}))).toEqual(ids(one));
      expect(ids(await say({ seed: 8 }))).not.toEqual(ids(one));
      expect(ids(await say({ style: 0 }))).not.toEqual(ids(one));
    });

    it('choose only what the sampler leaves', async () => {
      const { results } = await say({ topK: 1, temperature: 5 });
      const greedy = await say({ temperature: 0 });
      expect(results.map(({ id }) => id)).toEqual(ids(greedy));
      for (const { candidates, id } of results)
        expect(candidates.find((one) => one.id === id)?.kept).toBeCloseTo(1);
    });

    it('continue from a cell as they would have gone on, without computing what is held', async () => {
      const parent = await say({});
      const from = { runId: parent.spec.runId, at: 30, forced: [] };
      const same = await say({ from }, parent);
      expect(ids(same)).toEqual(ids(parent));
      expect(same.results.slice(0, 30)).toEqual(parent.results.slice(0, 30));
      const own = ownPasses(same).filter(({ kind }) => kind === 'cell' || kind === 'prefill');
      expect(own.length).toBe(34);
      // After another run nothing is held any more.
      await say({ prompt: 'a tree' });
      const again = await say({ from }, parent);
      expect(ids(again)).toEqual(ids(parent));
      expect(again.results[30]?.passes.length).toBeGreaterThan(30);
      expect(ids(await say({ from, seed: 99 }, parent))).not.toEqual(ids(parent));
      expect((await say({ from })).end).toMatchObject({ type: 'error' });
    });

    it('go on from another candidate in place of a cell', async () => {
      const parent = await say({});
      const other = parent.results[10]?.candidates.find(({ id }) => id !== parent.results[10]?.id);
      if (!other) throw new Error('nothing to choose');
      const from = { runId: parent.spec.runId, at: 10, forced: [other.id] };
      const fork = await say({ from }, parent);
      expect(fork.results[10]).toMatchObject({ id: other.id });
      expect(fork.results[10]?.logprob).toBeCloseTo(other.logprob, 3);
      // What was changed is shown at once.
      expect(fork.results[10]?.picture).not.toBeNull();
      expect(ids(fork).slice(0, 10)).toEqual(ids(parent).slice(0, 10));
      const none = { runId: parent.spec.runId, at: 10, forced: [20 ** 2] };
      expect((await say({ from: none }, parent)).end).toMatchObject({ type: 'error' });
      const behind = { runId: parent.spec.runId, at: 64, forced: [] };
      expect((await say({ from: behind }, parent)).end).toMatchObject({ type: 'error' });
    });

    it('paint what a cell would look like as another token', async () => {
      const run = await say({});
      const cells = ids(run);
      const question = { style: 3, pictures: [cells, cells.slice(0, 16), [5]] };
      const [whole, part, one] = await engine.paint(question);
      const last = run.results.at(-1)?.picture;
      whole?.forEach((value, i) => expect(Math.abs(value - (last?.[i] ?? NaN))).toBeLessThan(1e-3));
      expect(part).not.toEqual(whole);
      expect(one).toHaveLength(3 * 64 * 64);
      for (const wrong of [
        { style: 9, pictures: [[1]] },
        { style: 0, pictures: [] },
        { style: 0, pictures: [[]] },
        { style: 0, pictures: [[400]] },
        { style: 0, pictures: [new Array<number>(65).fill(0)] },
      ])
        await expect(engine.paint(wrong)).rejects.toMatchObject({ code: 'bad-input' });
    });

    it('refuse what cannot be asked', async () => {
      const wrong = [
        { topP: 0 },
        { guidance: 50 },
        { temperature: -1 },
        { style: 7 },
        { prompt: ' ' },
      ];
      for (const changes of wrong)
        expect((await say(changes)).end).toMatchObject({
          type: 'error',
          error: { code: 'bad-input' },
        });
    });
  });
}
