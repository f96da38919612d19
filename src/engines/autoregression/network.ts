/**
 * What the decode loop needs of a network, whatever computes it: `onnx/` does by
 * onnxruntime-web, `webllm/` by WebLLM.
 */

/** Keys and values of the tokens so far. */
export interface Cache {
  /** Tokens in it. */
  readonly length: number;
  /** False where a cache that is ahead can only be dropped; it can be cut where absent. */
  readonly cuts?: boolean;
  /** Forgets all but the first `length` tokens. @throws EngineError when the GPU is lost */
  truncate(length: number): Promise<void>;
  /** Empties it and frees what it holds. */
  dispose(): void;
}

export interface Network {
  /**
   * New tokens that one pass takes at most, where there is a limit. `pass` takes more and cuts them
   * up by itself; whoever cuts them first can stop in between.
   */
  readonly longest?: number;
  /** A cache of no tokens. */
  emptyCache(): Cache;
  /**
   * One forward pass (several over more than `longest` tokens). Resolves when the logits are on the CPU.
   * @param ids new tokens, at least one.
   * @param cache of this network; grows by them, and is empty when the pass fails.
   * @returns logits of the last new token, [vocab].
   * @throws EngineError
   */
  pass(ids: readonly number[], cache: Cache): Promise<Float32Array>;
  dispose(): Promise<void>;
}
