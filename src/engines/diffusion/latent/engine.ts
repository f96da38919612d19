/**
 * Runs of a latent diffusion model: the same mechanism as the embedded one, on the same samplers. What
 * a trace holds are pictures: of the sample by the colours of its channels, of the prediction by the
 * tiny decoder where there is one, at the last step by the decoder. The latents stay here, for forks.
 */
import type { DenoiseStep } from '../../../core/diffusion/denoise';
import { isDiffusion, type DiffusionTrace, type EncodedInput } from '../../../core/diffusion/spec';
import { EngineError } from '../../../core/errors';
import { Random } from '../../../core/random';
import type { Engine, LoadOptions, OnProgress, RunOptions } from '../../../core/run/engine';
import { sameLoad } from '../../../core/run/engine';
import { onClockOf } from '../../../core/run/fork';
import type { EngineInfo, Pass, RunEvent, RunSpec } from '../../../core/run/run';
import { text as words } from '../../../text/engines';
import { text } from '../../../text/stored-models';
import { sharedNow } from '../../runtime/clock';
import { allFinite } from '../../runtime/finite';
import { timedPasses, withPassLock } from '../../runtime/pass-lock';
import { storedOf } from '../../runtime/stored';
import { eventStream, type EngineEvent } from '../../runtime/stream';
import { samplers, type SamplerStep } from '../samplers';
import { own } from '../fork';
import { checkSpec } from '../spec';
import { levelsOf } from './levels';
import { loadLatent, type LoadedLatent } from './load';
import type { Encoded } from './model';
import { Remembered, startOf } from './remembered';

export class LatentEngine implements Engine {
  #loaded: LoadedLatent | null = null;
  #options: LoadOptions | null = null;
  #warm = false;
  #remembered = new Remembered();

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    const [loaded, before] = [this.#loaded, this.#options];
    if (loaded && before && !loaded.lost.aborted && sameLoad(options, before)) return loaded.info;
    try {
      // There is no room for two of them.
      await this.dispose();
      const loaded = await loadLatent(options, storedOf(options), onProgress, signal);
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
    if (!loaded) throw new EngineError('internal', words.run.noModel, words.run.noModelHint);
    const warm = this.#warm;
    this.#warm = true;
    const parent = options.parent && isDiffusion(options.parent) ? options.parent : null;
    const spec = given.from && parent ? onClockOf(given, parent, sharedNow()) : given;
    const body = (clock: () => number) =>
      denoise(spec, loaded, this.#remembered, signal, clock, parent);
    yield* eventStream(spec, loaded.info, warm, signal, body, options);
  }

  async dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    this.#options = null;
    this.#warm = false;
    this.#remembered = new Remembered();
    await loaded?.model.release();
  }
}

async function* denoise(
  given: RunSpec,
  { model, empty, pixels }: LoadedLatent,
  remembered: Remembered,
  signal: AbortSignal,
  clock: () => number,
  parent: DiffusionTrace | null,
): AsyncGenerator<EngineEvent<EncodedInput, DenoiseStep>> {
  const { recipe } = model;
  const spec = checkSpec(given, recipe.manifest);
  if ((spec.batch ?? 1) > 1) throw new EngineError('bad-input', text.pictures.one);
  const timed = timedPasses(spec.policy, signal, clock);

  const sigmas = levelsOf(recipe, spec);
  const start = startOf(spec, parent, remembered, sigmas, model.values);
  const kept = start.kept.length || spec.from ? remembered.caption(spec.prompt) : null;
  if (kept && parent?.input) {
    const { t, ...input } = parent.input;
    yield { type: 'input', input, t };
  }
  for (const { t, ...step } of start.kept) yield { type: 'result', result: own(step), t };
  let caption = kept;
  if (!caption || !parent?.input) {
    const prompt = model.tokenizer.encode(spec.prompt);
    const encoded = await timed('encode', prompt.ids.length, () => model.encode(prompt));
    caption = encoded.result;
    if (!allFinite(caption.data)) throw new EngineError('not-finite', words.notNumbers.encoded);
    const { pieces, cut } = prompt;
    yield { type: 'input', input: { pieces, cut, passes: [encoded.pass] } };
  }
  remembered.begin(spec, caption, start.latents);

  const guided = spec.guidance !== 1;
  const prompts: readonly [Encoded] | readonly [Encoded, Encoded] = guided
    ? [caption, empty]
    : [caption];
  const rows = prompts.length;
  let passes: Pass[] = [];
  let made = start.begin.i;
  let delta: Float32Array | null = null;
  const evaluate = async (x: Float32Array, sigma: number) => {
    const { result, pass } = await timed('denoise', rows, () =>
      model.denoise(x, sigma, prompts, spec.guidance),
    );
    if (!allFinite(result.denoised))
      throw new EngineError('not-finite', words.notNumbers.step(made + 1));
    if (!passes.length) delta = result.promptDelta;
    passes.push(pass);
    return result.denoised;
  };
  const random = new Random(spec.seed);
  const normal = (length: number) => random.normal(length);
  const x = start.sample(normal);
  for await (const step of samplers[spec.sampler](evaluate, x, sigmas, normal, start.begin)) {
    remembered.add(step);
    const evaluations = passes;
    const promptDelta = delta as Float32Array | null;
    // No forward pass of the denoiser: on the clock it is the gap behind one, within the step.
    const shown = await withPassLock(spec.policy, signal, () => picture(step));
    made = step.i + 1;
    if (!allFinite(shown)) throw new EngineError('not-finite', words.notNumbers.shown(made));
    yield {
      type: 'result',
      result: {
        index: step.i,
        sigma: step.sigma,
        sigmaNext: step.sigmaNext,
        nfe: evaluations.reduce((sum, { size }) => sum + size, 0),
        passes: evaluations,
        x: model.colours(step.x, pixels),
        denoised: shown,
        promptDelta: promptDelta && model.colours(promptDelta, pixels),
      },
    };
    passes = [];
  }
  yield { type: 'done', reason: 'complete' };

  function picture({ denoised, sigmaNext }: SamplerStep): Promise<Float32Array> {
    return sigmaNext === 0 ? model.decode(denoised) : model.preview(denoised, pixels);
  }
}
