/**
 * The `config.json` of a decoder as transformers writes it: whether it is one that writes text, and
 * its sizes where they stand under their usual names.
 */
import * as v from 'valibot';
import { WEBLLM_CONTEXT } from '../../core/stored';
import { EngineError } from '../../core/errors';
import type { LanguageSizes } from '../../core/stored';
import { text as words } from '../../text/hub';

interface Decoder {
  /** Its class: "LlamaForCausalLM". */
  readonly architecture: string;
  readonly sizes: LanguageSizes | null;
  readonly parameters: number | null;
}

/** @throws EngineError `unsupported-model` for what is no JSON object. */
export function jsonObject(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new EngineError('unsupported-model', words.config.unreadable(name));
}

/** @throws EngineError `unsupported-model` for another kind of network. */
export function decoderSizes(config: Readonly<Record<string, unknown>>): Decoder {
  const classes = config['architectures'];
  const first: unknown = Array.isArray(classes) ? classes[0] : undefined;
  const architecture = typeof first === 'string' && /^\w{1,80}$/.test(first) ? first : '';
  if ('vision_config' in config || 'audio_config' in config) throw refused(words.config.modalities);
  if (config['is_encoder_decoder'] === true) throw refused(words.config.encoder);
  if (architecture && !/(ForCausalLM|LMHeadModel)$/.test(architecture))
    throw refused(words.config.otherClass(architecture));
  const sizes = sizesOf(config);
  const tied = config['tie_word_embeddings'] !== false;
  return { architecture, sizes, parameters: sizes && parametersOf(sizes, tied) };
}

interface Chat extends Omit<Decoder, 'parameters'> {
  /** How its weights are stored: "q4f16_1". */
  readonly stored: string;
}

/** Of `mlc-chat-config.json`, where sizes have other names and stand in an object of their own. */
export function chatSizes(config: Readonly<Record<string, unknown>>): Chat {
  const inner = config['model_config'];
  const own = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  const word = (value: unknown) =>
    typeof value === 'string' && /^[\w.-]{1,80}$/.test(value) ? value : '';
  const sizes = sizesOf({
    ...own,
    max_position_embeddings: config['context_window_size'] ?? own['context_window_size'],
    rope_theta: own['position_embedding_base'] ?? own['rope_theta'],
  });
  return {
    architecture: word(config['model_type']),
    sizes: sizes && { ...sizes, context: Math.min(sizes.context, WEBLLM_CONTEXT) },
    stored: word(config['quantization']),
  };
}

/** Bytes of the largest tensor in `tensor-cache.json`; 0 where it does not say. */
export function largestTensor(list: Readonly<Record<string, unknown>>): number {
  const result = v.safeParse(shardsSchema, list);
  if (!result.success) return 0;
  const all = result.output.records.flatMap(({ records }) => records.map(({ nbytes }) => nbytes));
  return all.reduce((most, bytes) => Math.max(most, bytes), 0);
}

const shardsSchema = v.object({
  records: v.array(v.object({ records: v.array(v.object({ nbytes: v.number() })) })),
});

function sizesOf(config: Readonly<Record<string, unknown>>): LanguageSizes | null {
  const whole = (key: string, other?: number) => {
    const value = config[key] ?? other;
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  };
  const hidden = whole('hidden_size');
  const heads = whole('num_attention_heads');
  const theta = config['rope_theta'];
  const sizes: LanguageSizes = {
    layers: whole('num_hidden_layers'),
    hidden,
    heads,
    kvHeads: whole('num_key_value_heads', heads),
    headDim: whole('head_dim', hidden / heads),
    ffn: whole('intermediate_size'),
    vocab: whole('vocab_size'),
    context: whole('max_position_embeddings'),
    ropeTheta: typeof theta === 'number' && theta > 0 ? theta : 10_000,
  };
  return Object.values(sizes).every((size) => size > 0) ? sizes : null;
}

/** Of a network with three matrices in its feed-forward part, as all of this layout have. */
export function parametersOf(sizes: LanguageSizes, tied: boolean): number {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab } = sizes;
  const attention = hidden * headDim * (2 * heads + 2 * kvHeads);
  const layer = attention + 3 * hidden * ffn + 2 * hidden;
  return layers * layer + hidden + vocab * hidden * (tied ? 1 : 2);
}

function refused(said: string): EngineError {
  return new EngineError('unsupported-model', said);
}
