/** What a model needs of memory, told from its header before anything of it is loaded. */
import type { Backend } from '../../core/run/run';
import type { LlamaConfig } from './config';

/**
 * Tokens that are attended to at most, whatever the model was trained for: tables and cache grow with
 * it, and a page asks for 1024 tokens after a prompt of 4000 characters.
 */
export const MOST_CONTEXT = 8192;
/** Bytes of keys and values at the full context: the context is shortened to what fits. */
const MOST_CACHE = 1 << 30;
const FLOAT = 4;
const BLOCK = 32;

export interface MemoryNeed {
  /** Tokens that can be attended to here. */
  readonly context: number;
  /** Bytes of the rewritten weights, tables included. */
  readonly weights: number;
  /** Bytes of keys and values at that context. */
  readonly cache: number;
  /** Bytes of the largest matrix. */
  readonly largest: number;
}

/** @param most tokens that are wanted at most. */
export function memoryNeed(config: LlamaConfig, backend: Backend, most = MOST_CONTEXT): MemoryNeed {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab, tied } = config;
  const rowsOf = (heads + 2 * kvHeads) * headDim;
  const perToken = 2 * layers * kvHeads * headDim * FLOAT;
  const context = Math.max(1, Math.min(config.context, most, Math.floor(MOST_CACHE / perToken)));
  const layer = hidden * rowsOf + heads * headDim * hidden + 3 * hidden * ffn;
  const table = vocab * hidden;
  const tables = tied && backend === 'webgpu' ? 1 : 2;
  const values = layers * layer + tables * table;
  // A scale for each block; for each row on WASM, but for the embedding.
  const scales =
    backend === 'webgpu'
      ? values / BLOCK
      : layers * (rowsOf + hidden + 2 * ffn + hidden) + vocab + table / BLOCK;
  const rope = context * headDim;
  return {
    context,
    weights: values + FLOAT * (scales + rope),
    cache: context * perToken,
    largest: Math.max(table, 2 * ffn * hidden, hidden * rowsOf),
  };
}
