/** The embedded models against the reference in Python, in a real browser on WASM. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toRgba } from '../../src/core/image';
import type { DiffusionSpec } from '../../src/core/diffusion/spec';
import {
  checkDenoiser,
  inputsOf,
  parseDenoiserGolden,
} from '../../src/engines/diffusion/known-answer';
import { openAttention } from '../../src/engines/diffusion/attention';
import { guidedDenoiser } from '../../src/engines/diffusion/denoiser';
import { DiffusionEngine } from '../../src/engines/diffusion/engine';
import { loadModels, type Loaded } from '../../src/engines/diffusion/load';
import { checkEncoder, parseEncoderGolden } from '../../src/engines/runtime/known-answer';
import { looksAsTheReference } from './support/attention-suite';
import { EMOJI, last, never, options, picture, traceOf } from './support/diffusion';

/** A whole run, kept as bytes; a picture's error is the mean over them, of 255. */
interface PictureCase {
  readonly caption: string;
  readonly seed: number;
  readonly style: number;
  readonly settings: Pick<DiffusionSpec, 'sampler' | 'schedule' | 'steps' | 'guidance'>;
  readonly rgb: string;
  readonly meanAbsoluteError: { readonly int8Encoder: number };
}

const fetchGolden = async (model: string) =>
  (await fetch(`${EMOJI.baseUrl}models/${model}/golden.json`)).json() as Promise<unknown>;

let loaded: Loaded;
let golden: unknown;
beforeAll(async () => {
  golden = await fetchGolden('emoji-denoiser');
  loaded = await loadModels(options(EMOJI, 'wasm', 1), () => undefined, never);
}, 120_000);
afterAll(() => loaded.sessions.release());

it('encodes every golden caption', async () => {
  const encoder = parseEncoderGolden(await fetchGolden('all-minilm-l6-v2'), 'the encoder');
  expect(encoder.cases.length).toBeGreaterThan(8);
  const answer = await checkEncoder(loaded.encoder, encoder);
  expect(answer).toMatchObject({ ok: true });
});

it('predicts x0 at every golden noise level', async () => {
  const answer = await checkDenoiser(
    loaded.denoiser,
    parseDenoiserGolden(golden, 'the denoiser'),
    loaded.config.size,
    loaded.empty.pooled.length,
  );
  expect(answer).toMatchObject({ ok: true });
  // The tolerance leaves room for a GPU; here both sides compute in float32.
  expect(answer.worst).toBeLessThan(5e-4);
});

it('predicts the same with guidance as from its two halves', async () => {
  const [one] = parseDenoiserGolden(golden, 'the denoiser').denoise.filter(
    ({ sigma }) => sigma < loaded.config.guidanceMaxSigma,
  );
  if (!one) throw new Error('no case below the highest level of guidance');
  const { sample, caption } = inputsOf(one, loaded.config.size, loaded.empty.pooled.length);
  const { denoiser, config, empty } = loaded;
  const alone = (condition: Parameters<typeof guidedDenoiser>[2]) =>
    guidedDenoiser(denoiser, config, condition, 1, empty).evaluate(sample, one.sigma);
  const given = await alone({ caption, style: one.style });
  const without = await alone({ caption: empty, style: 0 });
  const guided = await guidedDenoiser(
    denoiser,
    config,
    { caption, style: one.style },
    2,
    empty,
  ).evaluate(sample, one.sigma);
  let worst = 0;
  let inside = 0;
  guided.denoised.forEach((value, k) => {
    const [c, u] = [given.denoised[k] ?? NaN, without.denoised[k] ?? NaN];
    const expected = u + 2 * (c - u);
    // The halves are clamped by themselves.
    if (Math.abs(expected) > config.clamp || Math.abs(c) >= config.clamp) return;
    inside++;
    worst = Math.max(worst, Math.abs(value - expected));
    worst = Math.max(worst, Math.abs((guided.promptDelta?.[k] ?? NaN) - (c - u)));
  });
  expect(inside).toBeGreaterThan(1000);
  expect(worst).toBeLessThan(1e-3);
});

it('looks at the words as the reference does', async () => {
  const network = await openAttention(loaded, options(EMOJI, 'wasm', 1));
  await looksAsTheReference(EMOJI, loaded, network);
});

it('draws the golden pictures', async () => {
  const engine = new DiffusionEngine();
  await engine.load(options(EMOJI, 'wasm', 1), () => undefined, never);
  const { picture: cases } = golden as { picture: PictureCase[] };
  expect(cases.length).toBeGreaterThan(0);
  for (const { caption, seed, style, settings, rgb, meanAbsoluteError } of cases) {
    const { sampler, schedule, steps, guidance } = settings;
    const spec = { prompt: caption, seed, style, sampler, schedule, steps, guidance };
    const trace = await traceOf(engine, picture(spec));
    const bytes = toRgba(last(trace)).filter((_, i) => i % 4 !== 3);
    const expected = Uint8Array.from(atob(rgb), (c) => c.charCodeAt(0));
    expect(bytes).toHaveLength(expected.length);
    const sum = bytes.reduce((total, byte, i) => total + Math.abs(byte - (expected[i] ?? NaN)), 0);
    expect(sum / bytes.length).toBeLessThan(meanAbsoluteError.int8Encoder);
  }
  await engine.dispose();
}, 120_000);
