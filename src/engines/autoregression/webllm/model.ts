/**
 * The network in WebLLM: ids in, logits out, one pass at a time. WebLLM keeps the KV cache and
 * computes; its hook for processing logits hands them to the CPU, before any sampler setting. Its
 * own sampler then draws a token that no one asked for: the page's sampler chooses, the same for
 * every engine.
 */
import { MLCEngine, type ChatOptions } from '@mlc-ai/web-llm';
import { version } from '@mlc-ai/web-llm/package.json';
import { EngineError } from '../../../core/errors';
import type { Cache, Network } from '../network';
import { neverLost, whenLost } from '../../runtime/lost-gpu';
import { PLACE, withCachesServed, type Files } from './served-caches';
import { text } from '../../../text/engines';

export const RUNTIME = `WebLLM ${version}`;
const ID = 'model';

export class WebLlmModel implements Network {
  /** WebLLM holds the keys and values of one sequence: this one. */
  #sequence: Sequence | null = null;
  #logits: Float32Array | null = null;
  /** WebLLM's own interface, which the page does not use for its runs. */
  readonly engine: MLCEngine;
  #device: GPUDevice | null = null;
  #lost: AbortSignal = neverLost();

  private constructor(overrides: ChatOptions) {
    this.engine = new MLCEngine({
      appConfig: {
        model_list: [{ model: PLACE, model_id: ID, model_lib: `${PLACE}library.wasm`, overrides }],
        cacheBackend: 'cache',
      },
      // What goes wrong comes as an error, and reaches the person that way.
      logLevel: 'SILENT',
      logitProcessorRegistry: new Map([
        [
          ID,
          {
            processLogits: (logits) => {
              this.#logits = logits;
              return logits;
            },
            processSampledToken: () => undefined,
            resetState: () => undefined,
          },
        ],
      ]),
    });
  }

  /**
   * Loads library and weights onto the GPU and compiles the kernels.
   * @param overrides of what the model's own configuration says.
   * @param onShare how much of the weights has been read, 0 to 1.
   * @throws EngineError
   */
  static async create(
    files: Files,
    overrides: ChatOptions = {},
    onShare: (share: number) => void = () => undefined,
  ): Promise<WebLlmModel> {
    const model = new WebLlmModel(overrides);
    model.engine.setInitProgressCallback(({ progress }) => onShare(progress));
    const loading = withCachesServed(files, () => model.engine.reload(ID));
    const { device } = await loading.catch((cause: unknown) => {
      throw EngineError.from(cause);
    });
    if (!device)
      throw new EngineError('webgpu-unavailable', text.webLlm.noGpu, text.webLlm.otherRuntime);
    model.#device = device;
    model.#lost = whenLost(device.lost);
    return model;
  }

  /** Fires with an EngineError when the GPU is lost. */
  get lost(): AbortSignal {
    return this.#lost;
  }

  emptyCache(): Cache {
    return new Sequence(() => {
      this.#sequence = null;
    });
  }

  async pass(ids: readonly number[], cache: Cache): Promise<Float32Array> {
    try {
      if (this.#sequence !== cache || (cache as Sequence).length === 0) {
        if ((cache as Sequence).length > 0)
          throw new EngineError('internal', 'WebLLM keeps one sequence, and it is another one.');
        await this.engine.resetChat();
        this.#sequence = cache as Sequence;
      }
      await this.engine.forwardTokensAndSample([...ids], ids.length > 1);
      const logits = this.#logits;
      this.#logits = null;
      if (!logits) throw new EngineError('internal', 'WebLLM gave no logits.');
      (cache as Sequence).length += ids.length;
      return logits;
    } catch (cause) {
      cache.dispose();
      throw EngineError.from(cause);
    }
  }

  async dispose(): Promise<void> {
    // After a lost GPU WebLLM has unloaded itself.
    if (this.lost.aborted) return;
    try {
      await this.engine.unload();
    } finally {
      this.#device?.destroy();
    }
  }
}

/** WebLLM's only sequence: it can be begun anew, and not be cut. */
class Sequence implements Cache {
  readonly cuts = false;
  length = 0;

  constructor(private readonly onDispose: () => void) {}

  async truncate(length: number): Promise<void> {
    if (length < this.length) throw new EngineError('internal', 'WebLLM cuts no KV cache.');
  }

  dispose(): void {
    this.length = 0;
    this.onDispose();
  }
}
