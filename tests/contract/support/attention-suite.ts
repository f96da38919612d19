/** What the picture model looks at: one suite for every model and backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DenoiseStep } from '../../../src/core/diffusion/denoise';
import type { Attention } from '../../../src/core/run/attention';
import type { Backend } from '../../../src/core/run/run';
import { attend, openAttention } from '../../../src/engines/diffusion/attention';
import { DiffusionEngine } from '../../../src/engines/diffusion/engine';
import { inputsOf } from '../../../src/engines/diffusion/known-answer';
import { loadModels, type Loaded } from '../../../src/engines/diffusion/load';
import type { Network } from '../../../src/engines/runtime/sessions';
import { engineOf } from '../../../src/workers/start';
import { last, never, options, picture, traceOf, type Where } from './diffusion';

/** `attention` in golden.json (models/ddmodels/emoji_attention.py). */
interface Case {
  readonly seed: number;
  readonly sigma: number;
  readonly words: number;
  readonly style: number;
  /** Places in the shares of the words, and the values there. */
  readonly at: number[];
  readonly values: number[];
  /** Mean share of each word, and of the picture itself. */
  readonly means: readonly number[];
  readonly own: number;
  readonly tolerance: number;
}

const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;

function sumsToOne({ side, tokens, own }: Attention): void {
  const places = side * side;
  expect(own).toHaveLength(places);
  expect(tokens).toHaveLength(16 * places);
  own.forEach((share, place) => {
    let sum = share;
    for (let token = 0; token < 16; token++) sum += tokens[token * places + place] ?? NaN;
    expect(sum).toBeCloseTo(1, 4);
  });
}

/** Every golden case: the shares are the reference's in Python, and what a place looks at sums to 1. */
export async function looksAsTheReference(
  where: Where,
  loaded: Loaded,
  network: Network,
): Promise<void> {
  const response = await fetch(`${where.baseUrl}models/${where.model}/golden.json`);
  const { attention: cases } = (await response.json()) as { attention: Case[] };
  expect(cases.length).toBeGreaterThan(0);
  for (const one of cases) {
    const inputs = inputsOf({ ...one, mean: 0, std: 0 }, where.size, loaded.empty.pooled.length);
    const condition = { caption: inputs.caption, style: one.style };
    const question = { prompt: '', style: one.style, sigma: one.sigma, x: inputs.sample };
    const found = await attend(network, where.size, condition, question);
    sumsToOne(found);
    const places = found.side ** 2;
    one.at.forEach((place, i) => {
      const error = Math.abs((found.tokens[place] ?? NaN) - (one.values[i] ?? NaN));
      expect(error).toBeLessThan(one.tolerance);
    });
    one.means.forEach((share, word) => {
      const own = found.tokens.subarray(word * places, (word + 1) * places);
      expect(Math.abs(mean(own) - share)).toBeLessThan(one.tolerance);
    });
    expect(Math.abs(mean(found.own) - one.own)).toBeLessThan(one.tolerance);
    // Padding is not looked at.
    for (const share of found.tokens.subarray(one.words * places)) expect(share).toBeLessThan(1e-6);
  }
}

export function attentionSuite(where: Where, backend: Backend): void {
  describe(`attention of ${where.model} on ${backend}`, () => {
    let loaded: Loaded;
    let network: Network;
    beforeAll(async () => {
      loaded = await loadModels(options(where, backend, 1), () => undefined, never);
      network = await openAttention(loaded, options(where, backend, 1));
    }, 120_000);
    afterAll(() => loaded.sessions.release());

    it('is the reference’s in Python, and what a place looks at sums to 1', () =>
      looksAsTheReference(where, loaded, network));

    it('is asked of a step, while and after a run, and changes nothing of it', async () => {
      const engine = engineOf(options(where, backend, 1));
      await engine.load(options(where, backend, 1), () => undefined, never);
      const asked: Promise<Attention>[] = [];
      const spec = picture({ steps: 3, seed: 5 });
      const watched = await traceOf(engine, spec, (event) => {
        if (event.type === 'result') {
          const { sigma, x } = event.result as DenoiseStep;
          asked.push(engine.attend({ prompt: spec.prompt, style: 0, sigma, x }));
        }
      });
      const plain = await traceOf(engine, picture({ steps: 3, seed: 5 }));
      expect(last(watched)).toEqual(last(plain));
      const answers = await Promise.all(asked);
      expect(answers).toHaveLength(3);
      answers.forEach(sumsToOne);
      const [step] = plain.results;
      if (!step) throw new Error('no step');
      const { sigma, x } = step;
      const later = await engine.attend({ prompt: spec.prompt, style: 0, sigma, x });
      expect(later).toEqual(answers[0]);
      const other = await engine.attend({ prompt: 'something else', style: 0, sigma, x });
      expect(other.tokens).not.toEqual(later.tokens);
      // A question that no run asked.
      const wrong = { prompt: spec.prompt, style: 0, sigma, x: x.slice(1) };
      await expect(engine.attend(wrong)).rejects.toMatchObject({ code: 'bad-input' });
      const lost = engine.attend({ prompt: spec.prompt, style: 0, sigma, x });
      lost.catch(() => undefined);
      await engine.dispose();
      await expect(lost).rejects.toMatchObject({ code: 'aborted' });
      await expect(engine.attend(wrong)).rejects.toMatchObject({ code: 'internal' });
    }, 120_000);

    it('a question that fits no step is refused', async () => {
      const engine = new DiffusionEngine();
      const x = new Float32Array(3 * where.size ** 2);
      const fit = { prompt: 'a cat', style: 0, sigma: 1, x };
      await expect(engine.attend(fit)).rejects.toMatchObject({ code: 'internal' });
      await engine.load(options(where, backend, 1), () => undefined, never);
      for (const change of [
        { prompt: ' ' },
        { style: 99 },
        { style: 0.5 },
        { sigma: 0 },
        { sigma: NaN },
        { x: x.slice(3) },
      ])
        await expect(engine.attend({ ...fit, ...change })).rejects.toMatchObject({
          code: 'bad-input',
        });
      await engine.dispose();
    });
  });
}
