/**
 * One suite for every model and backend: what the picture engine computes and says, in its worker.
 * The rules that every engine obeys are in engine-contract.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLERS, SCHEDULES } from '../../../src/core/diffusion/denoise';
import { Random } from '../../../src/core/random';
import type { Backend, EngineInfo } from '../../../src/core/run/run';
import { engineOf } from '../../../src/workers/start';
import { figures } from '../../helpers/traces';
import { apart, last, never, options, picture, traceOf, type Where } from './diffusion';

export function engineSuite(where: Where, backend: Backend): void {
  const length = 3 * where.size ** 2;
  describe(`${where.model} on ${backend}`, () => {
    const engine = engineOf(options(where, backend));
    let info: EngineInfo;
    beforeAll(async () => {
      info = await engine.load(options(where, backend), () => undefined, never);
    }, 120_000);
    afterAll(() => engine.dispose());

    it('gives the known answer and says what it runs on', () => {
      expect(info.knownAnswer).toMatchObject({ ok: true });
      expect(info.knownAnswer?.worst).toBeLessThanOrEqual(info.knownAnswer?.tolerance ?? NaN);
      expect(info.knownAnswer?.what).not.toBe('');
      expect(info).toMatchObject({
        mechanism: 'diffusion',
        modality: 'picture',
        runtimeId: 'onnxruntime',
        model: { id: where.model, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        runtime: expect.stringMatching(/^onnxruntime-web 1\./),
        backend,
        backendReason: '',
        threads: backend === 'wasm' ? 2 : 0,
      });
      if (backend === 'webgpu') expect(info.adapter?.software).toBe(true);
      else expect(info.adapter).toBeNull();
    });

    it('tells a run from the caption to the picture', async () => {
      const spec = picture({ prompt: 'a green dragon', steps: 5 });
      const trace = await traceOf(engine, spec);
      expect(trace.end).toMatchObject({ type: 'done', reason: 'complete' });
      expect(trace.input).toMatchObject({ cut: false, passes: [{ kind: 'encode' }] });
      expect(trace.input?.pieces[0]).toBe('[CLS]');
      expect(trace.input?.pieces.at(-1)).toBe('[SEP]');
      expect(trace.input?.passes[0]?.size).toBe(trace.input?.pieces.length);
      expect(trace.results.map((step) => step.index)).toEqual([0, 1, 2, 3, 4]);
      trace.results.forEach((step, i) => {
        expect(step.sigmaNext).toBe(trace.results[i + 1]?.sigma ?? 0);
        expect(step.nfe).toBe(2);
        expect(step.passes).toMatchObject([{ kind: 'denoise', size: 2 }]);
        expect(step.x).toHaveLength(length);
        expect(step.denoised).toHaveLength(length);
        for (const pass of step.passes) {
          expect(pass.ms).toBeGreaterThan(0);
          expect(pass.start).toBeGreaterThanOrEqual(trace.results[i - 1]?.t ?? trace.input?.t ?? 0);
          expect(pass.start + pass.ms).toBeLessThanOrEqual(step.t + 0.01);
        }
      });
      expect(figures(trace)).toMatchObject({ steps: 5, nfe: 10, passes: 6 });
      expect([...last(trace)].every((value) => Math.abs(value) <= 1.2 + 1e-6)).toBe(true);
    });

    it('starts from the seed’s noise at the highest level', async () => {
      const [step] = (await traceOf(engine, picture({ seed: 5, steps: 1 }))).results;
      const noise = new Random(5).normal(length);
      expect(step?.sigma).toBe(80);
      expect(apart(step?.x.map((value) => value / 80) ?? noise, noise)).toBeLessThan(1e-6);
    });

    it.each(SAMPLERS.flatMap((sampler) => SCHEDULES.map((schedule) => ({ sampler, schedule }))))(
      'makes the same picture twice with $sampler on $schedule, and another from another seed',
      async (setting) => {
        const once = await traceOf(engine, picture({ ...setting, seed: 7 }));
        const again = await traceOf(engine, picture({ ...setting, seed: 7 }));
        const other = await traceOf(engine, picture({ ...setting, seed: 8 }));
        expect(last(once).every(Number.isFinite)).toBe(true);
        expect(last(again)).toEqual(last(once));
        expect(apart(last(other), last(once))).toBeGreaterThan(1e-3);
        const heun = setting.sampler === 'heun';
        expect(once.results.map((step) => step.nfe)).toEqual(heun ? [4, 4, 4, 2] : [2, 2, 2, 2]);
        expect(once.results.map((step) => step.passes.length)).toEqual(
          heun ? [2, 2, 2, 1] : [1, 1, 1, 1],
        );
      },
    );

    it('takes one picture a pass without guidance', async () => {
      const trace = await traceOf(engine, picture({ guidance: 1 }));
      expect(trace.results.map((step) => step.nfe)).toEqual([1, 1, 1, 1]);
      for (const step of trace.results) expect(step.passes).toMatchObject([{ size: 1 }]);
    });

    it('listens to caption, style and guidance', async () => {
      const usual = last(await traceOf(engine, picture({ style: 0 })));
      for (const change of [{ prompt: 'red heart' }, { style: 2 }, { guidance: 6 }])
        expect(apart(last(await traceOf(engine, picture(change))), usual)).toBeGreaterThan(1e-4);
    });

    it('gives the two of a batch what each gets alone', async () => {
      // With guidance above its highest level, the conditional half is the whole prediction.
      const [one] = (await traceOf(engine, picture({ steps: 1, guidance: 1 }))).results;
      const [two] = (await traceOf(engine, picture({ steps: 1, guidance: 3 }))).results;
      expect(one && two && apart(one.denoised, two.denoised)).toBeLessThan(1e-4);
    });

    it.each(['dpmpp2m', 'euler-ancestral'] as const)(
      'gives the first of several at once what it gets alone (%s)',
      async (sampler) => {
        const alone = await traceOf(engine, picture({ sampler }));
        const several = await traceOf(engine, picture({ sampler, batch: 3 }));
        expect(several.end?.type).toBe('done');
        several.results.forEach(({ nfe, passes, x, denoised, promptDelta }, i) => {
          expect(nfe).toBe(2);
          expect(passes).toMatchObject([{ kind: 'denoise', size: 6 }]);
          const step = alone.results[i];
          if (!step?.promptDelta || !promptDelta) throw new Error('the runs differ in length');
          for (const [mine, its] of [
            [x, step.x],
            [denoised, step.denoised],
            [promptDelta, step.promptDelta],
          ] as const) {
            expect(mine).toHaveLength(length);
            expect(apart(mine, its)).toBeLessThan(1e-4);
          }
        });
      },
    );

    it('counts seeds of several pictures on from the largest at 0', async () => {
      const trace = await traceOf(engine, picture({ seed: 0xffffffff, batch: 2, steps: 1 }));
      expect(trace.end?.type).toBe('done');
    });

    it.each([
      ['no picture', { batch: 0 }, /Pictures at once is 0/],
      ['half a picture', { batch: 1.5 }, /Pictures at once is 1.5/],
      ['too many pictures', { batch: 9 }, /Pictures at once is 9/],
      [
        'several that go on from one',
        { batch: 2, from: { runId: 'parent', at: 1, renoise: false } },
        /makes one picture/,
      ],
      ['empty', { prompt: '' }, /no prompt/],
      ['blank', { prompt: ' \n\t\u3000' }, /no prompt/],
      ['of 10,000 characters', { prompt: 'a'.repeat(10_000) }, /10,000 characters/],
      ['no steps', { steps: 0 }, /Steps is 0/],
      ['half a step', { steps: 2.5 }, /Steps is 2.5/],
      ['absurd steps', { steps: 1e9 }, /Steps/],
      ['steps that are no number', { steps: NaN }, /Steps is NaN/],
      ['guidance below 1', { guidance: 0.5 }, /Guidance is 0.5/],
      ['guidance without end', { guidance: Infinity }, /Guidance/],
      ['an unknown style', { style: 99 }, /Style is 99/],
      ['a negative seed', { seed: -1 }, /Seed is -1/],
      ['an unknown sampler', { sampler: 'plms' as 'euler' }, /Sampler: there is no “plms”/],
      ['an unknown schedule', { schedule: 'cosine' as 'flow' }, /Schedule: there is no “cosine”/],
    ])('refuses a prompt or setting: %s', async (_, change, message) => {
      const trace = await traceOf(engine, picture(change));
      expect(trace.end).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
      const { error } = trace.end as { error: { message: string; hint: string } };
      expect(error.message).toMatch(message);
      expect(error.hint).not.toBe('');
      expect(trace.results).toHaveLength(0);
    });

    it.each([
      ['Chinese', '一条绿色的龙'],
      ['emoji', '🐉🔥'],
      ['Arabic', 'تنين أخضر'],
      ['markup', '<b>bold</b>'],
      ['a control character', 'a\u0000b'],
    ])('draws something for a prompt of %s', async (_, prompt) => {
      const trace = await traceOf(engine, picture({ prompt, steps: 2 }));
      expect(trace.end?.type).toBe('done');
      expect(trace.input?.pieces.length).toBeGreaterThanOrEqual(3);
    });

    it('shows what it does not know, and cuts what does not fit', async () => {
      const unknown = await traceOf(engine, picture({ prompt: '🐉🔥', steps: 1 }));
      expect(unknown.input?.pieces).toContain('[UNK]');
      const long = await traceOf(engine, picture({ prompt: 'a cat '.repeat(30), steps: 1 }));
      expect(long.input?.cut).toBe(true);
      expect(long.input?.pieces).toHaveLength(16);
      expect(long.input?.pieces.at(-1)).toBe('[SEP]');
    });
  });
}
