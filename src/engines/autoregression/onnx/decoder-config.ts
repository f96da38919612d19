/** `config.json` and `generation_config.json` of a repository, as far as a decoder needs them. */
import * as v from 'valibot';
import { EngineError } from '../../../core/errors';
import { text } from '../../../text/stored-models';

const size = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))));
const ids = v.optional(v.nullable(v.union([v.number(), v.array(v.number())])));

const configSchema = v.looseObject({
  model_type: v.optional(v.string()),
  max_position_embeddings: size,
  n_positions: size,
  n_ctx: size,
  vocab_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size,
  hidden_size: size,
  head_dim: size,
  eos_token_id: ids,
});
const generationSchema = v.looseObject({ eos_token_id: ids });

export interface DecoderConfig {
  /** Tokens that it was trained to attend to. */
  readonly context: number;
  readonly layers: number | null;
  readonly vocab: number | null;
  readonly kvHeads: number | null;
  readonly headDim: number | null;
  /** Ids that end an answer. */
  readonly stopIds: readonly number[];
  /** Position of the first token. */
  readonly first: number;
}

/** Where a config does not say: what the oldest of these models have. */
const CONTEXT = 1024;
/** Gemma 3 was exported with positions that begin at 1. */
const FIRST: Readonly<Record<string, number>> = { gemma3: 1, gemma3_text: 1 };

/**
 * @param generation null where the repository has none.
 * @throws EngineError `unsupported-model`.
 */
export function decoderConfig(
  name: string,
  config: object,
  generation: object | null,
): DecoderConfig {
  const parsed = v.safeParse(configSchema, config);
  if (!parsed.success) throw new EngineError('unsupported-model', text.decoder.config(name));
  const own = parsed.output;
  const more = v.safeParse(generationSchema, generation ?? {});
  const stop = (more.success ? more.output.eos_token_id : null) ?? own.eos_token_id ?? [];
  const stopIds = typeof stop === 'number' ? [stop] : stop;
  if (!stopIds.length) throw new EngineError('unsupported-model', text.decoder.noEnd(name));
  const heads = own.num_attention_heads ?? null;
  return {
    context: own.max_position_embeddings ?? own.n_positions ?? own.n_ctx ?? CONTEXT,
    layers: own.num_hidden_layers ?? null,
    vocab: own.vocab_size ?? null,
    kvHeads: own.num_key_value_heads ?? heads,
    headDim: own.head_dim ?? (own.hidden_size && heads ? own.hidden_size / heads : null),
    stopIds,
    first: FIRST[own.model_type ?? ''] ?? 0,
  };
}
