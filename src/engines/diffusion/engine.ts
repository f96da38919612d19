/** A diffusion model: a caption is encoded once, then a sampler takes the noise out step by step. */
import { noiseSchedule, type DenoiseStep } from '../../core/diffusion/denoise';
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import type { DiffusionTrace, EncodedInput } from '../../core/diffusion/spec';
import { EngineError } from '../../core/errors';
import { Random } from '../../core/random';
import type { Pass, RunSpec } from '../../core/run/run';
import { LoadedEngine, type Asked } from '../runtime/loaded-engine';
import type { EngineEvent } from '../runtime/stream';
import { allFinite } from '../runtime/finite';
import { timedPasses } from '../runtime/pass-lock';
import { text as words } from '../../text/engines';
import { attend, checkQuestion, openAttention } from './attention';
import { concat, guidedDenoiser } from './denoiser';
import type { Caption } from '../runtime/caption';
import { beginning, own } from './fork';
import { loadModels, type Loaded } from './load';
import { samplers } from './samplers';
import type { Network } from '../runtime/sessions';
import { checkSpec } from './spec';

export class DiffusionEngine extends LoadedEngine<Loaded> {
  readonly #captions: Captions = new Map();
  /** The graph that gives its attention, from the first time it is asked for. */
  #attention: Promise<Network> | null = null;

  protected override open = loadModels;

  protected override events(asked: Asked<Loaded>): AsyncGenerator<EngineEvent> {
    const { spec, loaded, signal, clock, parent } = asked;
    return denoise(spec, loaded, this.#captions, signal, clock, parent as DiffusionTrace | null);
  }

  async attend(question: AttentionQuestion): Promise<Attention> {
    try {
      const { model, options } = this.loaded;
      checkQuestion(model, question);
      const { prompt, style } = question;
      this.#attention ??= openAttention(model, options);
      const network = await this.#attention;
      const caption = await model.encoder.encode(model.encoder.tokenize(prompt));
      return await attend(network, model.config.size, { caption, style }, question);
    } catch (cause) {
      // What could not be opened may be, the next time.
      this.#attention?.catch(() => (this.#attention = null));
      throw EngineError.from(cause);
    }
  }

  protected override forget(): void {
    this.#captions.clear();
    this.#attention = null;
  }
}

/** The newest run's prompt as encoded, for its forks. */
type Captions = Map<string, Caption>;

async function* denoise(
  given: RunSpec,
  { config, denoiser, encoder, empty }: Loaded,
  captions: Captions,
  signal: AbortSignal,
  clock: () => number,
  parent: DiffusionTrace | null,
): AsyncGenerator<EngineEvent<EncodedInput, DenoiseStep>> {
  const spec = checkSpec(given, config);
  const timed = timedPasses(spec.policy, signal, clock);

  const sigmas = noiseSchedule(spec.schedule, spec.steps, config.sigmaMin, config.sigmaMax);
  const start = beginning(spec, parent, sigmas, config.size);
  const kept = start.input ? captions.get(spec.prompt) : undefined;
  if (kept && start.input) {
    const { t, ...input } = start.input;
    yield { type: 'input', input, t };
  }
  for (const { t, ...step } of start.kept) yield { type: 'result', result: own(step), t };

  let caption = kept;
  if (!caption) {
    const text = encoder.tokenize(spec.prompt);
    const { result, pass } = await timed('encode', text.ids.length, () => encoder.encode(text));
    if (!allFinite(result.pooled) || !allFinite(result.tokens))
      throw new EngineError('not-finite', words.notNumbers.encoded);
    caption = result;
    captions.clear();
    captions.set(spec.prompt, caption);
    yield { type: 'input', input: { pieces: text.pieces, cut: text.cut, passes: [pass] } };
  }

  const condition = { caption, style: spec.style };
  const pictures = spec.batch ?? 1;
  const guided = guidedDenoiser(denoiser, config, condition, spec.guidance, empty, pictures);
  let passes: Pass[] = [];
  let made = start.begin.i;
  /** Of the first evaluation in a step: the one at its x. */
  let promptDelta: Float32Array | null = null;
  const evaluate = async (x: Float32Array, sigma: number) => {
    const { result, pass } = await timed('denoise', guided.batch, () => guided.evaluate(x, sigma));
    if (!result.finite) throw new EngineError('not-finite', words.notNumbers.step(made + 1));
    if (!passes.length) promptDelta = result.promptDelta && first(result.promptDelta);
    passes.push(pass);
    return result.denoised;
  };

  // A sampler takes each value by itself: to it several pictures are one sample, longer than others.
  const randoms = Array.from({ length: pictures }, (_, i) => new Random((spec.seed + i) % 2 ** 32));
  const normal = (length: number) =>
    concat(randoms.map((random) => random.normal(length / pictures)));
  const first = (all: Float32Array) => all.slice(0, all.length / pictures);
  const sampler = samplers[spec.sampler];
  for await (const step of sampler(evaluate, start.sample(normal), sigmas, normal, start.begin)) {
    const { i: index, sigma, sigmaNext } = step;
    const nfe = passes.reduce((sum, pass) => sum + pass.size, 0) / pictures;
    // The sampler goes on with its arrays; the event's belong to whoever reads it.
    const [x, denoised] = [first(step.x), first(step.denoised)];
    yield {
      type: 'result',
      result: { index, sigma, sigmaNext, nfe, passes, x, denoised, promptDelta },
    };
    passes = [];
    made = index + 1;
  }
  yield { type: 'done', reason: 'complete' };
}
