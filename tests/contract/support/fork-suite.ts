/** What forks promise, for every backend: in their workers, on the tiny models. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, RunOptions } from '../../../src/core/run/engine';
import { SAMPLERS, type SamplerName } from '../../../src/core/diffusion/denoise';
import { PauseGate } from '../../../src/core/run/pause-gate';
import { Random } from '../../../src/core/random';
import type {
  AutoregressionSpec,
  AutoregressionTrace,
} from '../../../src/core/autoregression/spec';
import type { DiffusionSpec, DiffusionTrace } from '../../../src/core/diffusion/spec';
import type { Backend } from '../../../src/core/run/run';
import { leftAt, ownPasses } from '../../../src/core/run/fork';
import { append, type Trace } from '../../../src/core/run/trace';
import { engineOf } from '../../../src/workers/start';
import { figures, textOf } from '../../helpers/traces';
import * as picture from './diffusion';
import * as language from './lm';

const never = new AbortController().signal;

async function follow<T extends Trace>(
  engine: Engine,
  spec: T['spec'],
  options: RunOptions = {},
): Promise<T> {
  let trace: Trace | null = null;
  for await (const event of engine.run(spec, never, options)) trace = append(trace, event);
  if (!trace?.end) throw new Error('the run has no end');
  return trace as T;
}

const write = follow<AutoregressionTrace>;
const draw = follow<DiffusionTrace>;

export function forkSuite(backend: Backend): void {
  describe(`forks of text on ${backend}`, () => {
    const engine = engineOf(language.options(language.TINY, backend));
    let parent: AutoregressionTrace;
    beforeAll(async () => {
      await engine.load(language.options(language.TINY, backend), () => undefined, never);
      parent = await write(engine, language.textSpec({ maxTokens: 12 }));
    }, 120_000);
    afterAll(() => engine.dispose());

    const ids = ({ results }: AutoregressionTrace) => results.map(({ id }) => id);
    const fork = async (
      at: number,
      forced: readonly number[],
      change: Partial<AutoregressionSpec> = {},
      of = parent,
    ) => {
      const from = { runId: of.spec.runId, at, forced };
      const runId = `fork-${Math.random()}`;
      const spec = { ...of.spec, runId, from, ...change };
      return write(engine, spec, { parent: of });
    };

    it('goes on as the parent did where nothing is changed, and keeps its events', async () => {
      const trace = await fork(5, []);
      expect(ids(trace)).toEqual(ids(parent));
      expect(textOf(trace)).toBe(textOf(parent));
      expect(trace.results.slice(0, 5)).toEqual(parent.results.slice(0, 5));
      expect(trace.input).toMatchObject({ ids: parent.input?.ids, t: parent.input?.t });
      // What is computed anew is the same, but for the time it took.
      const told = ({ results }: AutoregressionTrace) =>
        results.map(({ logprob, draw, rank }) => ({ logprob, draw, rank }));
      told(trace).forEach((figure, i) => {
        const other = told(parent)[i];
        expect(figure.logprob).toBeCloseTo(other?.logprob ?? NaN, 3);
        expect(figure).toMatchObject({ draw: other?.draw, rank: other?.rank });
      });
    });

    it('takes another token at once and computes one pass for each token after it', async () => {
      const other = parent.results[4]?.candidates.find(({ id }) => id !== parent.results[4]?.id);
      if (!other) throw new Error('no other candidate');
      const trace = await fork(4, [other.id]);
      expect(ids(trace).slice(0, 5)).toEqual([...ids(parent).slice(0, 4), other.id]);
      expect(trace.results[4]).toMatchObject({ piece: other.piece, logprob: other.logprob });
      expect(trace.results[4]?.candidates).toEqual(parent.results[4]?.candidates);
      const own = ownPasses(trace);
      expect(own.map(({ kind, size }) => [kind, size])).toEqual(
        own.map(() => ['decode', 1] as const),
      );
      expect(own).toHaveLength(trace.results.length - 5);
      expect(leftAt(trace)).toBe(parent.results[4]?.t);
      expect(figures(trace).passes).toBe(own.length);
      // A fork of a fork: what both have in common need not be computed again.
      const again = await fork(6, [], {}, trace);
      expect(ids(again)).toEqual(ids(trace));
    });

    it('reads an edited text, and says how likely the model finds it', async () => {
      const text = `${textOf(parent, 3)} green dragons fly`;
      const trace = await fork(0, [], {
        from: { runId: parent.spec.runId, at: 0, forced: [], text },
        maxTokens: 24,
      });
      const { from } = trace.spec;
      expect(from?.forced.length).toBeGreaterThan(1);
      expect(textOf(trace).startsWith(text)).toBe(true);
      const given = trace.results.slice(from?.at, (from?.at ?? 0) + (from?.forced.length ?? 0));
      expect(given.map(({ id }) => id)).toEqual(from?.forced);
      for (const token of given) {
        expect(token.logprob).toBeLessThan(0);
        expect(token.entropy).toBeGreaterThan(0);
      }
    });

    it('writes on after an edited text that is as long as the limit, and refuses one beyond all', async () => {
      const from = { runId: parent.spec.runId, at: 0, forced: [] };
      const text = `${textOf(parent)} green dragons fly`;
      const trace = await fork(0, [], { from: { ...from, text } });
      const { from: found, maxTokens } = trace.spec;
      const given = (found?.at ?? 0) + (found?.forced.length ?? 0);
      expect(given).toBeGreaterThan(12);
      expect(maxTokens).toBe(given + 12);
      expect(textOf(trace).startsWith(text)).toBe(true);
      const endless = await fork(0, [], {
        from: { ...from, text: 'green dragons fly '.repeat(900) },
      });
      expect(endless.end).toMatchObject({ error: { code: 'bad-input' } });
      expect(endless.end).toHaveProperty('error.message', expect.stringMatching(/at most 1024/));
    });

    it('takes other settings, another seed and another prompt from the middle on', async () => {
      const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
      for (const token of (await fork(6, [], { sampling: greedy })).results.slice(6))
        expect(token.rank).toBe(0);
      const random = new Random(99);
      const draws = Array.from({ length: 12 }, () => random.random());
      const seeded = await fork(6, [], { seed: 99 });
      expect(seeded.results.slice(6).map(({ draw }) => draw)).toEqual(
        draws.slice(6, seeded.results.length),
      );
      const asked = await fork(6, [], { prompt: 'Something else entirely?' });
      expect(asked.input?.ids).not.toEqual(parent.input?.ids);
      expect(ids(asked).slice(0, 6)).toEqual(ids(parent).slice(0, 6));
      expect(ownPasses(asked)[0]?.kind).toBe('prefill');
    });

    it('goes on behind the end that a limit made, and computes no more than asked', async () => {
      const trace = await fork(12, [], { maxTokens: 15 });
      // However many passes the prompt and what was written take to read again.
      const decodes = ownPasses(trace).filter(({ kind }) => kind === 'decode');
      expect(decodes.length).toBeLessThanOrEqual(2);
      expect(trace.results.length).toBeGreaterThan(12);
    });

    it('refuses a parent that is missing, and a fork outside it', async () => {
      const from = { runId: parent.spec.runId, at: 3, forced: [] };
      const spec = { ...parent.spec, runId: 'orphan', from };
      expect((await write(engine, spec)).end).toMatchObject({ error: { code: 'bad-input' } });
      for (const [at, forced] of [
        [99, []],
        [-1, []],
        [2, [1e9]],
      ] as const)
        expect((await fork(at, forced)).end).toMatchObject({ error: { code: 'bad-input' } });
    });

    it('is paused between two passes, and its clock with it', async () => {
      const gate = new PauseGate(true);
      const spec = language.textSpec({ maxTokens: 12 });
      let trace: AutoregressionTrace | null = null;
      let whilePaused = 0;
      for await (const event of engine.run(spec, never, { gate })) {
        trace = append(trace, event) as AutoregressionTrace;
        const tokens = trace.results.length;
        if (event.type === 'input' || (event.type === 'result' && tokens < 3)) gate.step();
        else if (tokens === 3)
          setTimeout(() => {
            whilePaused = (trace as unknown as AutoregressionTrace).results.length;
            gate.resume();
          }, 2000);
      }
      expect(whilePaused).toBe(3);
      expect(ids(trace as unknown as AutoregressionTrace)).toEqual(ids(parent));
      const times = (trace as unknown as AutoregressionTrace).results.map(({ t }) => t);
      expect(Math.max(...times.map((t, i) => t - (times[i - 1] ?? t)))).toBeLessThan(1900);
    });
  });

  describe(`forks of pictures on ${backend}`, () => {
    const engine = engineOf(picture.options(picture.TINY, backend));
    const parents = new Map<SamplerName, DiffusionTrace>();
    beforeAll(async () => {
      await engine.load(picture.options(picture.TINY, backend), () => undefined, never);
      for (const sampler of SAMPLERS)
        parents.set(sampler, await draw(engine, picture.picture({ sampler, steps: 6 })));
    }, 120_000);
    afterAll(() => engine.dispose());

    const parentOf = (sampler: SamplerName) => parents.get(sampler) as DiffusionTrace;
    const fork = async (
      at: number,
      {
        renoise = false,
        sampler = 'dpmpp2m',
        ...change
      }: Partial<DiffusionSpec> & {
        renoise?: boolean;
      } = {},
      of = parentOf(sampler),
    ) => {
      const from = { runId: of.spec.runId, at, renoise };
      const spec = { ...of.spec, runId: `fork-${Math.random()}`, from };
      return draw(engine, { ...spec, ...change }, { parent: of });
    };

    it.each(SAMPLERS)(
      '%s: the same picture where nothing is changed, in N - k steps',
      async (sampler) => {
        const parent = parentOf(sampler);
        const trace = await fork(3, { sampler });
        expect(trace.results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
        const per = sampler === 'heun' ? [2, 2, 1] : [1, 1, 1];
        const own = ownPasses(trace).filter(({ kind }) => kind === 'denoise');
        expect(own).toHaveLength(per.reduce((a, b) => a + b));
        expect(figures(trace).nfe).toBe(2 * own.length);
        expect(picture.apart(picture.last(trace), picture.last(parent))).toBeLessThan(1e-5);
      },
    );

    it('takes another prompt and another guidance from step k on', async () => {
      const parent = parentOf('dpmpp2m');
      const other = await fork(2, { prompt: 'a red heart' });
      expect(other.input?.t).toBeGreaterThanOrEqual(other.results[1]?.t ?? Infinity);
      expect(picture.apart(picture.last(other), picture.last(parent))).toBeGreaterThan(1e-4);
      expect(other.results.slice(0, 2)).toEqual(parent.results.slice(0, 2));
      const plain = await fork(2, { guidance: 1 });
      expect(plain.results.map(({ nfe }) => nfe)).toEqual([2, 2, 1, 1, 1, 1]);
      expect(plain.results.map(({ promptDelta }) => promptDelta === null)).toEqual([
        false,
        false,
        true,
        true,
        true,
        true,
      ]);
    });

    it('re-noises the picture with another seed', async () => {
      const parent = parentOf('dpmpp2m');
      const trace = await fork(3, { renoise: true, seed: 8 });
      const step = trace.results[3];
      const noise = new Random(8).normal(3 * picture.TINY.size ** 2);
      const from = picture.last(parent);
      const expected = from.map((value, k) => value + (noise[k] ?? 0) * (step?.sigma ?? 0));
      expect(picture.apart(step?.x ?? new Float32Array(0), expected)).toBeLessThan(1e-4);
      expect(ownPasses(trace).filter(({ kind }) => kind === 'denoise')).toHaveLength(3);
    });

    it('refuses another schedule, a step that is not there and a missing parent', async () => {
      const parent = parentOf('dpmpp2m');
      for (const trace of [
        await fork(3, { schedule: 'flow' }),
        await fork(3, { steps: 9 }),
        await fork(6),
        await fork(-1),
        await draw(engine, {
          ...parent.spec,
          runId: 'orphan',
          from: { runId: 'x', at: 1, renoise: false },
        }),
      ])
        expect(trace.end).toMatchObject({ error: { code: 'bad-input' } });
    });
  });
}
