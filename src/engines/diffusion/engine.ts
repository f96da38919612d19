/** The picture lane: a caption is encoded once, then a sampler takes the noise out step by step. */
import { noiseSchedule } from '../../core/denoise';
import type { Engine, LoadOptions, OnProgress } from '../../core/engine';
import { EngineError } from '../../core/errors';
import { Random } from '../../core/random';
import type { EngineInfo, Pass, RunEvent, RunSpec } from '../../core/run';
import { eventStream, type EngineEvent } from '../runtime/stream';
import { withTurn } from '../runtime/turnstile';
import { guidedDenoiser } from './denoiser';
import { loadModels, type Loaded } from './load';
import { samplers } from './samplers';
import { checkSpec } from './spec';

export class DiffusionEngine implements Engine {
  readonly lane = 'diffusion';
  #loaded: Loaded | null = null;
  #options: LoadOptions | null = null;
  #warm = false;

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    if (this.#loaded && !this.#loaded.sessions.lost && same(options, this.#options))
      return this.#loaded.info;
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
  async *run(spec: RunSpec, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const loaded = this.#loaded;
    if (!loaded)
      throw new EngineError('internal', 'No model is loaded.', 'Load the model, then run it.');
    const warm = this.#warm;
    this.#warm = true;
    yield* eventStream(spec, loaded.info, warm, signal, (clock) =>
      denoise(spec, loaded, signal, clock),
    );
  }

  async dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    this.#options = null;
    this.#warm = false;
    await loaded?.sessions.release();
  }
}

async function* denoise(
  given: RunSpec,
  { config, denoiser, encoder, empty }: Loaded,
  signal: AbortSignal,
  clock: () => number,
): AsyncGenerator<EngineEvent> {
  const spec = checkSpec(given, config);
  /** Waits for this lane's turn, then times one forward pass. */
  const timed = <T>(kind: Pass['kind'], size: number, work: () => Promise<T>) =>
    withTurn(spec.policy, signal, async () => {
      const start = clock();
      const result = await work();
      const pass: Pass = { kind, start, ms: clock() - start, size };
      return { result, pass };
    });

  const text = encoder.tokenize(spec.prompt);
  const encoded = await timed('encode', text.ids.length, () => encoder.encode(text));
  yield { type: 'encoded', pieces: text.pieces, cut: text.cut, pass: encoded.pass };

  const condition = { caption: encoded.result, style: spec.style };
  const guided = guidedDenoiser(denoiser, config, condition, spec.guidance, empty);
  let passes: Pass[] = [];
  const evaluate = async (x: Float32Array, sigma: number) => {
    const { result, pass } = await timed('denoise', guided.batch, () => guided.evaluate(x, sigma));
    passes.push(pass);
    return result;
  };

  const sigmas = noiseSchedule(spec.schedule, spec.steps, config.sigmaMin, config.sigmaMax);
  const random = new Random(spec.seed);
  const normal = (length: number) => random.normal(length);
  const first = normal(3 * config.size ** 2).map((value) => value * config.sigmaMax);
  for await (const step of samplers[spec.sampler](evaluate, first, sigmas, normal)) {
    const { i: index, sigma, sigmaNext } = step;
    const nfe = passes.reduce((sum, pass) => sum + pass.size, 0);
    // The sampler goes on with its arrays; the event's belong to whoever reads it.
    const [x, denoised] = [step.x.slice(), step.denoised.slice()];
    yield { type: 'step', step: { index, sigma, sigmaNext, nfe, passes, x, denoised } };
    passes = [];
  }
  yield { type: 'done', reason: 'steps' };
}

function same(a: LoadOptions, b: LoadOptions | null): boolean {
  return (
    a.model === b?.model &&
    a.baseUrl === b.baseUrl &&
    a.backend === b.backend &&
    a.threads === b.threads
  );
}
