/** The masked model on the tiny weights, for every backend: the reference's text, given words, forks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesAt, textOf } from '../../../src/core/masked-diffusion/places';
import type { MaskedSpec, MaskedTrace } from '../../../src/core/masked-diffusion/spec';
import type { Backend } from '../../../src/core/run/run';
import { ownPasses } from '../../../src/core/run/fork';
import { append, type Trace } from '../../../src/core/run/trace';
import { MaskedTextEngine } from '../../../src/engines/masked-diffusion/engine';
import { check, parseGolden, promptOf } from '../../../src/engines/masked-diffusion/known-answer';
import { loadModels, type Loaded } from '../../../src/engines/masked-diffusion/load';
import { unmask } from '../../../src/engines/masked-diffusion/unmask';
import type { EngineEvent } from '../../../src/engines/runtime/stream';
import { maskedSpec } from '../../helpers/masked';
import { tiny } from './tiny';

const never = new AbortController().signal;
const quiet = () => undefined;

export function maskedSuite(backend: Backend): void {
  const options = tiny('masked-diffusion', backend);
  const fetchGolden = async () => {
    const golden = await fetch(`${options.baseUrl}models/tiny-masked/golden.json`);
    return parseGolden(await golden.json(), 'tiny');
  };

  describe(`the reference, on ${backend}`, () => {
    let loaded: Loaded;
    beforeAll(async () => {
      loaded = await loadModels(options, quiet, never);
    }, 120_000);
    afterAll(() => loaded.sessions.release());

    it('gives its known answers, and knows when it does not', async () => {
      expect(loaded.info).toMatchObject({ backend, knownAnswer: { ok: true } });
      const golden = await fetchGolden();
      const hidden = loaded.empty.pooled.length;
      const { network, tokenizer } = loaded;
      const [first] = golden.logits;
      if (!first) throw new Error('no case');
      const values = first.values.map((value) => value + 0.1);
      const off = { ...golden, logits: [{ ...first, values }] };
      expect(await check(network, tokenizer, off, hidden)).toMatchObject({ ok: false });
      const spelling = [{ text: 'a small bird', ids: [1, 2] }];
      expect((await check(network, tokenizer, { ...golden, spelling }, hidden)).ok).toBe(false);
    });

    it('writes the same text as the toolkit where nothing is left to chance', async () => {
      const { greedy } = await fetchGolden();
      const hidden = loaded.empty.pooled.length;
      const caption = { ...loaded.empty, ...promptOf(greedy, hidden) };
      const empty = { ...loaded.empty, ...promptOf({ seed: greedy.seed + 1, words: 2 }, hidden) };
      const { passes, guidance } = greedy;
      const spec = maskedSpec({ prompt: 'x', temperature: 0, noise: 0, passes, guidance });
      const encoder = { tokenize: () => ({ ids: [], pieces: [], cut: false }) };
      const seeded = Object.assign(Object.create(loaded.encoder) as Loaded['encoder'], {
        ...encoder,
        encode: () => Promise.resolve(caption),
      });
      const ids = new Map<number, number>();
      const model = { ...loaded, encoder: seeded, empty };
      const events = unmask(spec, model, new Map(), never, () => 0, null);
      for await (const event of events as AsyncGenerator<EngineEvent<never, never>>)
        if (event.type === 'result')
          for (const { place, id, revealed } of (
            event.result as unknown as MaskedTrace['results'][number]
          ).asked)
            if (revealed) ids.set(place, id);
      const end = [...ids].sort(([a], [b]) => a - b).map(([, id]) => id);
      const stop = end.indexOf(loaded.config.endId);
      expect(stop < 0 ? end : end.slice(0, stop)).toEqual(greedy.ids);
    });
  });

  describe(`runs, on ${backend}`, () => {
    const engine = new MaskedTextEngine();
    let runs = 0;
    beforeAll(async () => {
      await engine.load(options, quiet, never);
    }, 120_000);
    afterAll(() => engine.dispose());

    async function write(changes: Partial<MaskedSpec>, parent?: MaskedTrace): Promise<MaskedTrace> {
      const epoch = performance.timeOrigin + performance.now();
      // Random weights are sure of one token: at this temperature chance has a say.
      const chance = { temperature: 5, topP: 1 };
      const spec = maskedSpec({
        ...{ runId: `run-${++runs}`, epoch, passes: 4 },
        ...chance,
        ...changes,
      });
      let trace: Trace | null = null;
      for await (const event of engine.run(spec, never, parent ? { parent } : {}))
        trace = append(trace, event);
      if (!trace?.end) throw new Error('the run has no end');
      return trace as MaskedTrace;
    }
    const ids = (trace: MaskedTrace) => placesAt(trace, trace.results.length).map(({ id }) => id);

    it('decide every position of the blocks that they come to, the same for the same seed', async () => {
      const one = await write({});
      const end = one.results.at(-1)?.end ?? 0;
      expect(one.end).toMatchObject({ type: 'done' });
      expect(ids(one).slice(0, end)).not.toContain(null);
      expect(one.results.map(({ begin }) => begin)).toEqual(
        one.results.map(({ index }) => 8 * (index >> 2)),
      );
      expect(ids(await write({}))).toEqual(ids(one));
      expect(ids(await write({ seed: 8 }))).not.toEqual(ids(one));
    });

    it('take back only where that is switched on, and still decide everything', async () => {
      const run = await write({ remask: true, passes: 8, noise: 4 });
      expect(run.results.some(({ remasked }) => remasked.length)).toBe(true);
      const end = run.results.at(-1)?.end ?? 0;
      expect(ids(run).slice(0, end)).not.toContain(null);
      const without = await write({ passes: 8 });
      expect(without.results.every(({ remasked }) => !remasked.length)).toBe(true);
      // As many are masked after each pass as without it.
      const masked = (trace: MaskedTrace, count: number) =>
        placesAt(trace, count).filter(({ id, place }) => id === null && place < 8).length;
      for (let count = 1; count <= 8; count++)
        expect(masked(run, count)).toBe(masked(without, count));
    });

    it('fill in what is not given, and end where the words end', async () => {
      const run = await write({ template: 'a __ tree.' });
      expect(textOf(run)).toMatch(/^a.+ tree\.$/su);
      expect(run.input?.fixed[0]).toMatchObject({ place: 0 });
      expect(
        run.results.every(({ asked }) => asked.every(({ revealed, id }) => !revealed || id !== 2)),
      ).toBe(true);
      const open = await write({ template: 'a tree _' });
      expect(textOf(open)).toMatch(/^a tree/);
      expect((await write({ template: 'a tree.' })).end).toMatchObject({
        type: 'error',
        error: { code: 'bad-input' },
      });
      expect((await write({ template: '_'.repeat(40) })).end).toMatchObject({ type: 'error' });
    });

    it('continue from a pass as they would have gone on', async () => {
      const parent = await write({});
      const from = { runId: parent.spec.runId, at: 2 };
      const same = await write({ from }, parent);
      expect(ids(same)).toEqual(ids(parent));
      expect(ownPasses(same).length).toBe(parent.results.length - 2);
      expect(same.results.slice(0, 2)).toEqual(parent.results.slice(0, 2));
      const other = await write({ from, seed: 99 }, parent);
      expect(ids(other)).not.toEqual(ids(parent));
      expect((await write({ from })).end).toMatchObject({ type: 'error' });
    });

    it('go on around a word that a person puts in', async () => {
      const parent = await write({});
      const late = parent.results[2]?.asked[0];
      const other = late?.candidates.find(({ id }) => id !== late.id);
      if (!late || !other) throw new Error('nothing to choose');
      const put = [{ at: 2, place: late.place, id: other.id, piece: other.piece }];
      const fork = await write({ from: { runId: parent.spec.runId, at: 2, put } }, parent);
      const place = placesAt(fork, fork.results.length)[late.place];
      expect(place).toMatchObject({ state: 'fixed', id: other.id });
      expect(fork.results[2]?.asked.some((one) => one.place === late.place)).toBe(false);
    });

    it('refuse what cannot be asked', async () => {
      for (const changes of [{ passes: 0 }, { guidance: 50 }, { noise: -1 }, { prompt: ' ' }])
        expect((await write(changes)).end).toMatchObject({
          type: 'error',
          error: { code: 'bad-input' },
        });
    });
  });
}
