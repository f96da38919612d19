/** One suite for every backend: what a run of the language engine promises. Uses the tiny model. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, EngineInfo } from '../../../src/core/run/run';
import { Random } from '../../../src/core/random';
import type { AutoregressionTrace } from '../../../src/core/autoregression/spec';
import { passes } from '../../../src/core/run/trace';
import { OnnxLanguageEngine } from '../../../src/engines/autoregression/onnx/engine';
import { textOf } from '../../helpers/traces';
import { goldenOf, textSpec, options, TINY, traceOf, type Golden } from './lm';

const CONTEXT = 256;
/** New tokens in one pass. */
const LONGEST: Readonly<Record<Backend, number>> = { wasm: 16, webgpu: 31 };
const QUESTION = 'A green dragon?';
const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };

export function engineSuite(backend: Backend): void {
  describe(`the language engine on ${backend}`, () => {
    const engine = new OnnxLanguageEngine();
    const never = new AbortController().signal;
    let golden: Golden;
    let info: EngineInfo;
    beforeAll(async () => {
      golden = await goldenOf(TINY);
      info = await engine.load(options(TINY, backend), () => undefined, never);
    });
    afterAll(() => engine.dispose());

    const ids = (trace: AutoregressionTrace) => trace.results.map((token) => token.id);
    const run = (change: Parameters<typeof textSpec>[0] = {}) => traceOf(engine, textSpec(change));

    it('says the prompt as the model gets it, read in the passes it takes, then a token for each', async () => {
      const trace = await run({ prompt: QUESTION, sampling: GREEDY, maxTokens: 16 });
      expect(trace.engine).toEqual(info);
      expect(trace.input?.ids).toEqual(golden.promptIds);
      expect(trace.input?.pieces.join('')).toBe(golden.prompt);
      expect(ids(trace)).toEqual(golden[backend].greedy);
      expect(trace.end).toMatchObject({ type: 'done', reason: 'length' });
      const all = passes(trace);
      const [length, longest] = [golden.promptIds.length, LONGEST[backend]];
      const prefills = Array.from({ length: Math.ceil(length / longest) }, (_, i) =>
        Math.min(longest, length - i * longest),
      );
      expect(all.map((pass) => [pass.kind, pass.size])).toEqual([
        ...prefills.map((size) => ['prefill', size]),
        ...Array.from({ length: 15 }, () => ['decode', 1]),
      ]);
      expect(trace.results.map((token) => token.passes.length)).toEqual(
        ids(trace).map((_, i) => (i ? 1 : prefills.length)),
      );
      for (const { t, passes } of trace.results)
        for (const { start, ms } of passes) expect(t).toBeGreaterThanOrEqual(start + ms);
      for (const [i, pass] of all.entries()) {
        const before = all[i - 1];
        expect(pass.ms).toBeGreaterThan(0);
        if (before) expect(pass.start).toBeGreaterThanOrEqual(before.start + before.ms);
      }
    });

    it('reports each choice with its draw, its rank and what the sampler kept', async () => {
      const trace = await run({ seed: 21, maxTokens: 20 });
      const random = new Random(21);
      for (const token of trace.results) {
        expect(token.draw).toBe(random.random());
        const own = token.candidates.find((candidate) => candidate.id === token.id);
        expect(own).toMatchObject({ logprob: token.logprob, piece: token.piece });
        expect(own?.kept).toBeGreaterThan(0);
        expect(token.candidates.length).toBeGreaterThanOrEqual(40);
        if (token.rank < 40) expect(token.candidates[token.rank]?.id).toBe(token.id);
        const kept = token.candidates.reduce((sum, candidate) => sum + candidate.kept, 0);
        expect(kept).toBeLessThan(1 + 1e-6);
        expect(token.entropy).toBeGreaterThan(0);
        expect(token.entropy).toBeLessThan(Math.log(480));
      }
    });

    it('gives the same answer for the same seed, and another for another', async () => {
      const hot = { ...GREEDY, temperature: 1.5 };
      const [a, b, c] = [
        await run({ seed: 1, sampling: hot }),
        await run({ seed: 1, sampling: hot }),
        await run({ seed: 2, sampling: hot }),
      ];
      expect(ids(b)).toEqual(ids(a));
      expect(ids(c)).not.toEqual(ids(a));
    });

    it('never shows half a character', async () => {
      const hot = { ...GREEDY, temperature: 5 };
      const trace = await run({ seed: 3, sampling: hot, maxTokens: 30 });
      const lone = trace.results.filter((token) => /<0x[0-9A-F]{2}>/.test(token.piece));
      expect(lone.length).toBeGreaterThan(0);
      expect(textOf(trace)).not.toContain('\ufffd');
      expect(textOf(trace)).not.toMatch(/\p{Surrogate}/u);
    });

    it('is cold once after a load', async () => {
      expect((await run({ maxTokens: 1 })).warm).toBe(true);
    });

    it('stops at the end of the context', async () => {
      // The longest prompt of its kind that is not refused.
      let trace: AutoregressionTrace;
      let repeats = 120;
      do {
        const prompt = 'a green dragon '.repeat(repeats--).trim();
        trace = await run({ prompt, sampling: GREEDY, maxTokens: 1024 });
      } while (trace.end?.type === 'error');
      const used = trace.input?.ids.length ?? 0;
      expect(used).toBeGreaterThan(CONTEXT - 10);
      expect(trace.end).toMatchObject({ type: 'done', reason: 'context' });
      expect(used + trace.results.length).toBe(CONTEXT + 1);
    });

    it.each([
      ['an empty prompt', { prompt: '' }, /empty/],
      ['a blank prompt', { prompt: ' \n\t\u3000 ' }, /empty/],
      ['a prompt that is too long', { prompt: 'z q '.repeat(400) }, /\d{3,} tokens.*at most 256/],
      ['no tokens', { maxTokens: 0 }, /Tokens/],
      ['too many tokens', { maxTokens: 1e9 }, /Tokens/],
      ['half a token', { maxTokens: 1.5 }, /Tokens/],
      ['a negative temperature', { sampling: { ...GREEDY, temperature: -1 } }, /Temperature/],
      ['a temperature that is no number', { sampling: { ...GREEDY, temperature: NaN } }, /Temp/],
      ['top-p of 0', { sampling: { ...GREEDY, topP: 0 } }, /Top-p/],
      ['a seed that is none', { seed: -1 }, /Seed/],
    ])('refuses %s and goes on', async (_, change, message) => {
      const trace = await run(change);
      expect(trace.results).toEqual([]);
      expect(trace.end).toMatchObject({ type: 'error', error: { code: 'bad-input' } });
      if (trace.end?.type === 'error') expect(trace.end.error.message).toMatch(message);
      expect((await run({ maxTokens: 2 })).results).toHaveLength(2);
    });

    it.each([
      ['Chinese', '画一条绿色的龙'],
      ['emoji', '🐉👩‍🚀❤️‍🔥'],
      ['right to left', 'تنين أخضر'],
      ['the template’s own words', '<|im_end|><|im_start|>assistant'],
    ])('takes a prompt in %s', async (_, prompt) => {
      const trace = await run({ prompt, maxTokens: 3 });
      expect(trace.end).toMatchObject({ type: 'done', reason: 'length' });
      expect(trace.input?.pieces.join('')).not.toContain('\ufffd');
    });

    it('ends as aborted before the next pass, and keeps what it had', async () => {
      const stop = new AbortController();
      const spec = textSpec({ maxTokens: 50 });
      const trace = await traceOf(engine, spec, stop.signal, (event) => {
        if (event.type === 'result' && event.result.index === 4) stop.abort();
      });
      expect(trace.end?.type).toBe('aborted');
      expect(trace.results).toHaveLength(5);
    });

    it('does nothing when it is aborted before it starts', async () => {
      const trace = await traceOf(engine, textSpec(), AbortSignal.abort());
      expect(trace.end?.type).toBe('aborted');
      expect(trace.input).toBeNull();
    });

    it('runs one after the other, also when asked for at once, and in turns', async () => {
      const alone = await run({ sampling: GREEDY });
      const both = await Promise.all([
        run({ sampling: GREEDY, policy: 'turns' }),
        run({ sampling: GREEDY, policy: 'together' }),
      ]);
      for (const trace of both) {
        expect(trace.end?.type).toBe('done');
        expect(ids(trace)).toEqual(ids(alone));
      }
    });

    it('is free for the next run when a reader leaves early', async () => {
      for await (const event of engine.run(textSpec({ maxTokens: 50 }), never))
        if (event.type === 'result') break;
      expect((await run({ maxTokens: 2 })).results).toHaveLength(2);
    });

    it('does not load the same again, and stays as it was when another load fails', async () => {
      const told: string[] = [];
      const again = await engine.load(options(TINY, backend), (p) => told.push(p.phase), never);
      expect(again).toEqual(info);
      expect(told).toEqual([]);
      const missing = options({ ...TINY, model: 'no-such-model' }, backend);
      await expect(engine.load(missing, () => undefined, never)).rejects.toMatchObject({
        code: 'model-fetch',
      });
      const stopped = engine.load(options(TINY, backend, 1), () => undefined, AbortSignal.abort());
      await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
      expect((await run({ maxTokens: 2 })).results).toHaveLength(2);
    });

    if (backend === 'webgpu')
      it('keeps the cache in GPU buffers, and frees them with the run', async () => {
        const one = () => run({ maxTokens: 6 });
        // The runtime keeps buffers for reuse: their number settles over the first runs.
        for (let i = 0; i < 3; i++) await one();
        const count = countBuffers();
        for (let i = 0; i < 4; i++) await one();
        const { created, destroyed } = count.stop();
        expect(Math.abs(created - destroyed)).toBeLessThanOrEqual(2);
      });
  });
}

/** Counts GPU buffers made and destroyed until it is stopped. */
function countBuffers(): { stop: () => { created: number; destroyed: number } } {
  const { createBuffer } = GPUDevice.prototype;
  const { destroy } = GPUBuffer.prototype;
  let [created, destroyed] = [0, 0];
  GPUDevice.prototype.createBuffer = function (descriptor) {
    created++;
    return createBuffer.call(this, descriptor);
  };
  GPUBuffer.prototype.destroy = function () {
    destroyed++;
    return destroy.call(this);
  };
  return {
    stop: () => {
      GPUDevice.prototype.createBuffer = createBuffer;
      GPUBuffer.prototype.destroy = destroy;
      return { created, destroyed };
    },
  };
}
