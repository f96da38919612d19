/** A language model before it is loaded, wherever its files come from. */
import type { OnProgress } from '../../core/run/engine';
import type { Backend, EngineInfo } from '../../core/run/run';
import type { Golden } from './known-answer';
import type { Network } from './network';
import type { LanguageTokenizer } from './tokenizer';

/** All but the network, which needs the runtime. */
export interface Opened<N extends Network = Network> {
  readonly tokenizer: LanguageTokenizer;
  /** Null where the model comes without one. */
  readonly golden: Golden | null;
  /** Tokens that it can attend to here, prompt and answer together. */
  readonly context: number;
  readonly stopIds: readonly number[];
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
  /**
   * Opens the network; the runtime has started. Called once.
   * @returns with it the number of tokens, the length of its logits.
   * @throws EngineError as `createSession`, with nothing left open.
   */
  open(): Promise<{ readonly model: N; readonly vocab: number }>;
}

export interface LanguageSource<N extends Network = Network> {
  readonly name: string;
  readonly identity: Pick<EngineInfo, 'mechanism' | 'modality' | 'model' | 'runtimeId'>;
  /**
   * Reads and checks what can be read while the runtime starts.
   * @throws EngineError `model-fetch`, `integrity`, `unsupported-model`, `aborted`; `out-of-memory`
   *   where it can be told beforehand.
   */
  read(backend: Backend, onProgress: OnProgress, signal: AbortSignal): Promise<Opened<N>>;
}
