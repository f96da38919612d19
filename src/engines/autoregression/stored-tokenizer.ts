/** The tokenizer of a model that is not this site's, from the files that transformers writes. */
import type { StoredFiles } from '../../core/stored';
import { bytesOf, fileOfRole, findFile, jsonOf } from '../runtime/stored';
import { LanguageTokenizer, type TokenizerConfig } from './tokenizer';

/**
 * @param other template for repositories that have none.
 * @throws EngineError `unsupported-model`, `model-fetch`.
 */
export async function storedTokenizer(
  stored: StoredFiles,
  other: string | null = null,
): Promise<LanguageTokenizer> {
  const own = await jsonOf(fileOfRole(stored, 'tokenizer'));
  const settings = findFile(stored, 'tokenizer-config');
  const config = settings ? await jsonOf(settings) : {};
  const file = findFile(stored, 'chat-template');
  const template = file
    ? new TextDecoder().decode(await bytesOf(file))
    : (templateOf(config['chat_template']) ?? other);
  const rest = config as TokenizerConfig;
  return new LanguageTokenizer(own, {
    bos_token: rest.bos_token ?? null,
    eos_token: rest.eos_token ?? null,
    unk_token: rest.unk_token ?? null,
    pad_token: rest.pad_token ?? null,
    ...(template !== null && { chat_template: template }),
    // With a template it alone decides, as in transformers.
    add_bos_token: template === null && rest.add_bos_token === true,
  });
}

/** One template, or of several by name the default one. */
function templateOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return null;
  const named = value as readonly { readonly name?: unknown; readonly template?: unknown }[];
  const chosen = named.find(({ name }) => name === 'default') ?? named[0];
  return typeof chosen?.template === 'string' ? chosen.template : null;
}
