/** Masked pictures on the tiny weights: the reference's picture on every backend, then runs, holes, forks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsAt, idsAt } from '../../../src/core/masked-diffusion-picture/places';
import type {
  MaskedPictureSpec,
  MaskedPictureTrace,
} from '../../../src/core/masked-diffusion-picture/spec';
import { codesOf } from '../../../src/core/picture-tokens/cell';
import { ownPasses } from '../../../src/core/run/fork';
import type { Backend } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { MaskedPictureEngine } from '../../../src/engines/masked-diffusion-picture/engine';
import {
  loadModels,
  sayNext,
  type LoadedMasked,
} from '../../../src/engines/masked-diffusion-picture/load';
import { ReadPrompt } from '../../../src/engines/masked-diffusion-picture/prompt';
import { unmask } from '../../../src/engines/masked-diffusion-picture/unmask';
import { checkTwin, parseGolden, promptOf } from '../../../src/engines/picture-tokens/known-answer';
import { maskedPictureSpec } from '../../helpers/masked-cells';
import { tiny } from './tiny';

/** Three networks on an emulated GPU, their kernels compiled first, on a busy machine. */
const PATIENT = 400_000;
const never = new AbortController().signal;
const quiet = () => undefined;

/** What the networks compute. */
export function filledNetworks(backend: Backend): void {
  const options = tiny('masked-diffusion-picture', backend);
  const fetchGolden = async () => {
    const golden = await fetch(`${options.baseUrl}models/tiny-emoji-masked/golden.json`);
    return parseGolden(await golden.json(), 'tiny');
  };

  describe(`the reference, on ${backend}`, () => {
    let loaded: LoadedMasked;
    beforeAll(async () => {
      loaded = await loadModels(options, quiet, never);
    }, PATIENT);
    afterAll(() => loaded.sessions.release());

    it(
      'gives its known answers, and knows when it does not',
      async () => {
        expect(loaded.info).toMatchObject({ backend, knownAnswer: { ok: true } });
        const golden = await fetchGolden();
        const hidden = loaded.empty.pooled.length;
        const [first] = golden.cells;
        if (!first) throw new Error('no case');
        for (const which of [0, 1] as const) {
          const values = structuredClone(first.values);
          values[which] = values[which].map((value) => value + 0.1);
          const off = { ...golden, cells: [{ ...first, values }] };
          const { network, config } = loaded;
          expect(await checkTwin(network, config, off, hidden, sayNext)).toMatchObject({
            ok: false,
          });
        }
      },
      PATIENT,
    );

    it(
      'makes the same picture as the toolkit where nothing is left to chance',
      async () => {
        const { greedy } = await fetchGolden();
        const hidden = loaded.empty.pooled.length;
        const caption = { ...loaded.empty, ...promptOf(greedy, hidden) };
        const empty = { ...loaded.empty, ...promptOf({ seed: greedy.seed + 1, words: 2 }, hidden) };
        const { style, guidance, passes } = greedy;
        const chance = { temperature: 0, topP: 1, noise: 0 };
        const spec = maskedPictureSpec({ prompt: 'x', ...chance, guidance, style, passes });
        const encoder = Object.assign(Object.create(loaded.encoder) as typeof loaded.encoder, {
          tokenize: () => ({ ids: [], pieces: [], cut: false }),
          encode: () => Promise.resolve(caption),
        });
        const model = { ...loaded, encoder, empty };
        const found = new Map<number, number>();
        for await (const event of unmask(spec, model, new ReadPrompt(), never, () => 0, null))
          if (event.type === 'result')
            for (const { place, id, revealed } of event.result.asked)
              if (revealed) found.set(place, id);
        const ids = [...found].sort(([a], [b]) => a - b).map(([, id]) => id);
        expect(ids.map((id) => codesOf(id, loaded.config.codes))).toEqual(greedy.codes);
      },
      PATIENT,
    );
  });
}

/** What the loop makes of it, whatever computes it. */
export function filledRuns(backend: Backend): void {
  const options = tiny('masked-diffusion-picture', backend);

  describe(`runs, on ${backend}`, () => {
    const engine = new MaskedPictureEngine();
    let runs = 0;
    beforeAll(async () => {
      await engine.load(options, quiet, never);
    }, PATIENT);
    afterAll(() => engine.dispose());

    async function fill(
      changes: Partial<MaskedPictureSpec>,
      parent?: MaskedPictureTrace,
    ): Promise<MaskedPictureTrace> {
      const epoch = performance.timeOrigin + performance.now();
      // Random weights are sure of one code: at this temperature chance has a say.
      const spec = maskedPictureSpec({
        ...{ runId: `run-${++runs}`, epoch, passes: 6 },
        ...{ temperature: 3, topP: 1 },
        ...changes,
      });
      let trace: Trace | null = null;
      for await (const event of engine.run(spec, never, parent ? { parent } : {}))
        trace = append(trace, event);
      if (!trace?.end) throw new Error('the run has no end');
      return trace as MaskedPictureTrace;
    }
    const ids = (trace: MaskedPictureTrace, count = trace.results.length) => idsAt(trace, count);

    it('decide every cell in as many passes, by a cosine, the same for the same seed', async () => {
      const one = await fill({});
      expect(one.end).toMatchObject({ type: 'done', reason: 'complete' });
      expect(one.input).toMatchObject({ side: 8, codes: 20, cut: false });
      expect(one.input?.passes.map(({ kind }) => kind)).toEqual(['encode', 'prefill']);
      const left = one.results.map(({ asked }) => asked.length);
      expect(left).toEqual(
        Array.from({ length: 6 }, (_, k) => Math.round(64 * Math.cos((Math.PI / 12) * k))),
      );
      expect(ids(one)).not.toContain(null);
      for (const { asked, picture, passes } of one.results) {
        expect(passes.map(({ kind }) => kind)).toEqual(['unmask', 'second', 'paint']);
        expect(picture).toHaveLength(3 * 64 * 64);
        for (const { candidates, id, logprob } of asked) {
          const own = candidates.find((candidate) => candidate.id === id);
          expect(own?.logprob).toBeCloseTo(logprob, 4);
          expect(candidates.reduce((sum, c) => sum + Math.exp(c.logprob), 0)).toBeLessThan(1.0001);
        }
      }
      expect(ids(await fill({}))).toEqual(ids(one));
      expect(ids(await fill({ seed: 8 }))).not.toEqual(ids(one));
      expect(ids(await fill({ style: 0 }))).not.toEqual(ids(one));
      expect((await fill({ passes: 1 })).results).toHaveLength(1);
    });

    it('take back only where that is switched on, and still decide everything', async () => {
      const run = await fill({ remask: true, passes: 10 });
      expect(run.results.some(({ remasked }) => remasked.length)).toBe(true);
      expect(ids(run)).not.toContain(null);
      const without = await fill({ passes: 10 });
      expect(without.results.every(({ remasked }) => !remasked.length)).toBe(true);
      for (let count = 1; count <= 10; count++)
        expect(ids(run, count).filter((id) => id === null).length).toBe(
          ids(without, count).filter((id) => id === null).length,
        );
    });

    it('fill a hole: the other cells stay, and are seen', async () => {
      const parent = await fill({});
      const whole = ids(parent) as number[];
      const hole = new Set([9, 10, 17, 18, 63]);
      const given = whole.flatMap((id, place) => (hole.has(place) ? [] : [{ place, id, at: 0 }]));
      const from = { runId: parent.spec.runId, at: 0, put: given };
      const filled = await fill({ from, passes: 4 }, parent);
      const found = ids(filled);
      whole.forEach((id, place) => {
        if (!hole.has(place)) expect(found[place]).toBe(id);
        else expect(found[place]).not.toBeNull();
      });
      expect(filled.results[0]?.asked.map(({ place }) => place)).toEqual([...hole]);
      // Computed with the given cells: an empty picture says other things there.
      const alone = parent.results[0]?.asked.find(({ place }) => place === 9);
      const among = filled.results[0]?.asked.find(({ place }) => place === 9);
      expect(among?.entropy).not.toBeCloseTo(alone?.entropy ?? 0, 3);
      expect(cellsAt(filled, 1)[0]).toMatchObject({ state: 'fixed', asked: null });
      // Other words, other filling; the prompt is read anew.
      const other = await fill({ from, prompt: 'a tree', passes: 4 }, parent);
      expect(other.input?.passes.map(({ kind }) => kind)).toEqual(['encode', 'prefill']);
      expect(other.end).toMatchObject({ type: 'done' });
    });

    it('continue from a pass as they would have gone on, the prompt being read', async () => {
      const parent = await fill({});
      const from = { runId: parent.spec.runId, at: 3 };
      const same = await fill({ from }, parent);
      expect(ids(same)).toEqual(ids(parent));
      expect(same.results.slice(0, 3)).toEqual(parent.results.slice(0, 3));
      expect(ownPasses(same).filter(({ kind }) => kind === 'prefill')).toEqual([]);
      // In another style the prompt is another one.
      const styled = await fill({ from, style: 1 }, parent);
      expect(styled.results[3]?.passes.map(({ kind }) => kind)[0]).toBe('prefill');
      expect(ids(await fill({ from, seed: 99 }, parent))).not.toEqual(ids(parent));
      expect((await fill({ from })).end).toMatchObject({ type: 'error' });
      const behind = { runId: parent.spec.runId, at: 7 };
      expect((await fill({ from: behind }, parent)).end).toMatchObject({ type: 'error' });
    });

    it('go on around a cell that a person puts in', async () => {
      const parent = await fill({});
      const late = parent.results[2]?.asked[0];
      const other = late?.candidates.find(({ id }) => id !== late.id);
      if (!late || !other) throw new Error('nothing to choose');
      const put = [{ at: 2, place: late.place, id: other.id }];
      const fork = await fill({ from: { runId: parent.spec.runId, at: 2, put } }, parent);
      expect(cellsAt(fork, fork.results.length)[late.place]).toMatchObject({
        state: 'fixed',
        known: { id: other.id },
      });
      expect(fork.results[2]?.asked.some(({ place }) => place === late.place)).toBe(false);
    });

    it('paint what a cell would look like as another token, holes left white', async () => {
      const run = await fill({});
      const cells = ids(run);
      const [whole, part] = await engine.paint({
        style: 3,
        pictures: [cells, cells.map((id, place) => (place % 2 ? id : null))],
      });
      const last = run.results.at(-1)?.picture;
      whole?.forEach((value, i) => expect(Math.abs(value - (last?.[i] ?? NaN))).toBeLessThan(1e-3));
      expect(part).not.toEqual(whole);
      await expect(engine.paint({ style: 0, pictures: [[null]] })).rejects.toMatchObject({
        code: 'bad-input',
      });
    });

    it('refuse what cannot be asked', async () => {
      const put = [{ at: 0, place: 64, id: 1 }];
      const parent = await fill({});
      const from = { runId: parent.spec.runId, at: 0, put };
      const wrong = [
        ...[{ topP: 0 }, { guidance: 50 }, { passes: 0 }, { noise: -1 }, { style: 7 }],
        ...[{ prompt: ' ' }, { from }, { from: { ...from, put: [{ at: 0, place: 1, id: 400 }] } }],
      ];
      for (const changes of wrong)
        expect((await fill(changes, parent)).end).toMatchObject({
          type: 'error',
          error: { code: 'bad-input' },
        });
    });
  });
}
