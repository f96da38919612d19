/** A diffusion model: a caption is encoded once, then a sampler takes the noise out step by step. */
import { noiseSchedule, type DenoiseStep } from '../../core/diffusion/denoise';
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import { isDiffusion, type DiffusionTrace, type EncodedInput } from '../../core/diffusion/spec';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import { onClockOf } from '../../core/run/fork';
import { Random } from '../../core/random';
import type { EngineInfo, Pass, RunEvent, RunSpec } from '../../core/run/run';
import { sharedNow } from '../runtime/clock';
import { eventStream, type EngineEvent } from '../runtime/stream';
import { allFinite } from '../runtime/finite';
import { timedPasses } from '../runtime/pass-lock';
import { text as words } from '../../text/diffusion';
import { attend, checkQuestion, openAttention } from './attention';
import { concat, guidedDenoiser } from './denoiser';
import type { Caption } from '../runtime/caption';
import { beginning, own } from './fork';
import { loadModels, type Loaded } from './load';
import { samplers } from './samplers';
import type { Network } from '../runtime/sessions';
import { checkSpec } from './spec';
import { text } from '../../text/engines';

export class DiffusionEngine implements Engine {
  #loaded: Loaded | null = null;
  #options: LoadOptions | null = null;
  #warm = false;
  #captions: Captions = new Map();
  /** The graph that gives its attention, from the first time it is asked for. */
  #attention: Promise<Network> | null = null;

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    const [loaded, before] = [this.#loaded, this.#options];
    if (loaded && before && !loaded.sessions.lost.aborted && sameLoad(options, before))
      return loaded.info;
    try {
      const loaded = await loadModels(options, onProgress, signal);
      await this.dispose();
      this.#loaded = loaded;
      this.#options = options;
      return loaded.info;
    } catch (cause) {
      throw EngineError.from(cause);
    }
  }

  /** @throws EngineError `internal` at the first event when nothing is loaded. */
  async *run(
    given: RunSpec,
    signal: AbortSignal,
    options: RunOptions = {},
  ): AsyncGenerator<RunEvent> {
    const loaded = this.#loaded;
    if (!loaded) throw new EngineError('internal', text.run.noModel, text.run.noModelHint);
    const warm = this.#warm;
    this.#warm = true;
    const parent = options.parent && isDiffusion(options.parent) ? options.parent : null;
    const spec = given.from && parent ? onClockOf(given, parent, sharedNow()) : given;
    const body = (clock: () => number) =>
      denoise(spec, loaded, this.#captions, signal, clock, parent);
    yield* eventStream(spec, loaded.info, warm, signal, body, options);
  }

  async attend(question: AttentionQuestion): Promise<Attention> {
    const [loaded, options] = [this.#loaded, this.#options];
    try {
      if (!loaded || !options) throw new EngineError('internal', text.run.noModel);
      checkQuestion(loaded, question);
      const { prompt, style } = question;
      this.#attention ??= openAttention(loaded, options);
      const network = await this.#attention;
      const caption = await loaded.encoder.encode(loaded.encoder.tokenize(prompt));
      return await attend(network, loaded.config.size, { caption, style }, question);
    } catch (cause) {
      // What could not be opened may be, the next time.
      this.#attention?.catch(() => (this.#attention = null));
      throw EngineError.from(cause);
    }
  }

  async dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    this.#options = null;
    this.#warm = false;
    this.#captions = new Map();
    this.#attention = null;
    await loaded?.sessions.release();
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
      throw new EngineError('not-finite', words.errors.notNumbersEncoded);
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
    if (!result.finite) throw new EngineError('not-finite', words.errors.notNumbersAt(made + 1));
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
