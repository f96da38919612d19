/** What WebLLM's tests share. The tests' library runs the weights of the tiny model. */
import type { EngineInfo } from '../../../src/core/run/run';
import { SMOLLM, TINY, type Where } from './lm';

export const TINY_WEBLLM: Where = { ...TINY, library: 'tiny-webllm' };
export const SMOLLM_WEBLLM: Where = { ...SMOLLM, library: 'smollm2-webllm' };

interface Exact {
  readonly logits: number[];
  readonly logsumexp: number;
  readonly greedy: number[];
  readonly greedyText: string;
  readonly lastLogits: number[];
}

export interface GoldenExact {
  readonly prompt: string;
  readonly promptIds: number[];
  readonly logitIds: number[];
  readonly exact: Exact;
  readonly webgpu: Exact;
}

/** Of the language model that a library runs. */
export async function exactOf(baseUrl: string, { model }: EngineInfo): Promise<GoldenExact> {
  const response = await fetch(`${baseUrl}models/${model.id}/golden.json`);
  return (await response.json()) as GoldenExact;
}
