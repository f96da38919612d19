/** A model that was compiled for WebLLM, from the files of its repository and the program for it. */
import * as v from 'valibot';
import { EngineError } from '../../../core/errors';
import type { LoadOptions } from '../../../core/run/engine';
import { WEBLLM_CONTEXT, type StoredFiles, type StoredRole } from '../../../core/stored';
import { text } from '../../../text/stored-models';
import { fileOfRole, identityOfStored, jsonOf, storedOf } from '../../runtime/stored';
import { storedTokenizer } from '../stored-tokenizer';
import { templateOfChat, templateSchema } from './chat-template';
import { PLACE, type Files } from './served-caches';
import type { WebLlmSource } from './source';

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const ids = v.union([v.number(), v.array(v.number())]);
const chatSchema = v.looseObject({
  quantization: v.optional(v.string(), ''),
  vocab_size: size,
  context_window_size: v.nullish(v.number()),
  eos_token_id: v.nullish(ids),
  conv_template: v.nullish(
    v.looseObject({ ...templateSchema.entries, stop_token_ids: v.nullish(v.array(v.number())) }),
  ),
});

/** @throws EngineError `unsupported-model` where its files are not what WebLLM takes. */
export async function storedWebLlm(options: LoadOptions): Promise<WebLlmSource> {
  const stored = storedOf(options);
  const { name } = stored;
  if (stored.layout !== 'webllm')
    throw new EngineError('unsupported-model', text.otherLayout(name, 'WebLLM'), text.otherRuntime);
  const parsed = v.safeParse(chatSchema, await jsonOf(fileOfRole(stored, 'chat-config')));
  if (!parsed.success) throw new EngineError('unsupported-model', text.webLlm.config(name));
  const chat = parsed.output;
  const stopIds = chat.conv_template?.stop_token_ids ?? [];
  const own = [chat.eos_token_id ?? []].flat();
  const all = [...new Set([...stopIds, ...own])];
  if (!all.length) throw new EngineError('unsupported-model', text.decoder.noEnd(name));
  // A model that slides over its text says -1.
  const trained = chat.context_window_size ?? 0;
  return {
    name,
    identity: { ...identityOfStored(options, stored), modality: 'text' },
    needsF16: /f16/.test(chat.quantization),
    async read() {
      const tokenizer = await storedTokenizer(
        stored,
        chat.conv_template ? templateOfChat(chat.conv_template) : null,
      );
      return {
        ...{ files: handed(stored), tokenizer, golden: null, fromDevice: true },
        context: trained > 0 ? Math.min(trained, WEBLLM_CONTEXT) : WEBLLM_CONTEXT,
        vocab: chat.vocab_size,
        total: stored.files
          .filter(({ role }) => role === 'shard')
          .reduce((sum, { blob }) => sum + blob.size, 0),
        stopIds: all,
      };
    },
  };
}

/** By the addresses that WebLLM asks for. */
function handed(stored: StoredFiles): Files {
  const one = (role: StoredRole, name: string) =>
    [`${PLACE}${name}`, fileOfRole(stored, role).blob] as const;
  const shards = stored.files.filter(({ role }) => role === 'shard');
  return new Map([
    one('library', 'library.wasm'),
    one('chat-config', 'mlc-chat-config.json'),
    one('tokenizer', 'tokenizer.json'),
    one('shard-index', 'tensor-cache.json'),
    ...shards.map(({ path, blob }) => [`${PLACE}${path.split('/').at(-1)}`, blob] as const),
  ]);
}
