/**
 * The programs that MLC compiled for WebLLM: a model of theirs is weights on the hub and one of these,
 * which lie on GitHub. Which belongs to which is WebLLM's own list (`prebuiltAppConfig`), here without
 * the library itself, which has megabytes; a test holds the two together. Models of pictures and of
 * embeddings, and those whose files are laid out otherwise, are left out.
 */
import * as v from 'valibot';
import { HubError } from './errors';
import { askText, GITHUB, type Hub } from './http';
import type { HubFile } from './metadata';
import { text } from '../text/hub';

/** `owner/name` on GitHub. */
const REPO = 'mlc-ai/binary-mlc-llm-libs';
const FOLDER = 'web-llm-models/v0_2_86/base';
/** As its README states it, and that of the compiler. */
const LICENCE = 'apache-2.0';
const OWNER = 'mlc-ai';

/** By model: how its weights are stored, and the model whose program it shares, if not its own. */
const MODELS: Readonly<Record<string, readonly [stored: string, program?: string]>> = {
  'DeepSeek-R1-Distill-Llama-8B': ['q4f16_1 q4f32_1', 'Llama-3_1-8B-Instruct'],
  'DeepSeek-R1-Distill-Qwen-7B': ['q4f16_1 q4f32_1', 'Qwen2-7B-Instruct'],
  'gemma-2-2b-it': ['q4f16_1 q4f32_1'],
  'gemma-2-2b-jpn-it': ['q4f16_1 q4f32_1'],
  'gemma-2-9b-it': ['q4f16_1 q4f32_1'],
  'gemma-2b-it': ['q4f16_1 q4f32_1'],
  'gemma3-1b-it': ['q4f16_1'],
  'Hermes-2-Pro-Llama-3-8B': ['q4f16_1 q4f32_1', 'Llama-3-8B-Instruct'],
  'Hermes-2-Pro-Mistral-7B': ['q4f16_1', 'Mistral-7B-Instruct-v0.3'],
  'Hermes-2-Theta-Llama-3-8B': ['q4f16_1 q4f32_1', 'Llama-3-8B-Instruct'],
  'Hermes-3-Llama-3.1-8B': ['q4f16_1 q4f32_1', 'Llama-3_1-8B-Instruct'],
  'Hermes-3-Llama-3.2-3B': ['q4f16_1 q4f32_1', 'Llama-3.2-3B-Instruct'],
  'Llama-2-13b-chat-hf': ['q4f16_1'],
  'Llama-2-7b-chat-hf': ['q4f16_1 q4f32_1'],
  'Llama-3-70B-Instruct': ['q3f16_1'],
  'Llama-3-8B-Instruct': ['q4f16_1 q4f32_1'],
  'Llama-3.1-70B-Instruct': ['q3f16_1', 'Llama-3_1-70B-Instruct'],
  'Llama-3.1-8B-Instruct': ['q4f16_1 q4f32_1', 'Llama-3_1-8B-Instruct'],
  'Llama-3.2-1B-Instruct': ['q4f16_1 q4f32_1 q0f16 q0f32'],
  'Llama-3.2-3B-Instruct': ['q4f16_1 q4f32_1'],
  'Ministral-3-3B-Base-2512': ['q4f16_1 q4f32_1'],
  'Ministral-3-3B-Instruct-2512-BF16': ['q4f16_1 q4f32_1'],
  'Ministral-3-3B-Reasoning-2512': ['q4f16_1 q4f32_1'],
  'Mistral-7B-Instruct-v0.2': ['q4f16_1', 'Mistral-7B-Instruct-v0.3'],
  'Mistral-7B-Instruct-v0.3': ['q4f16_1 q4f32_1'],
  'NeuralHermes-2.5-Mistral-7B': ['q4f16_1', 'Mistral-7B-Instruct-v0.3'],
  'OLMo-2-0425-1B-Instruct': ['q4f16_1 q4f32_1'],
  'OLMo-2-1124-7B-Instruct': ['q4f16_1 q4f32_1'],
  'OpenHermes-2.5-Mistral-7B': ['q4f16_1', 'Mistral-7B-Instruct-v0.3'],
  'phi-1_5': ['q4f16_1 q4f32_1'],
  'phi-2': ['q4f16_1 q4f32_1'],
  'Phi-3-mini-4k-instruct': ['q4f16_1 q4f32_1'],
  'Phi-3.5-mini-instruct': ['q4f16_1 q4f32_1'],
  'Phi-4-mini-instruct': ['q4f16_1 q4f32_1'],
  'Qwen2-0.5B-Instruct': ['q4f16_1 q0f16 q0f32'],
  'Qwen2-1.5B-Instruct': ['q4f16_1 q4f32_1'],
  'Qwen2-7B-Instruct': ['q4f16_1 q4f32_1'],
  'Qwen2-Math-1.5B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-1.5B-Instruct'],
  'Qwen2-Math-7B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-7B-Instruct'],
  'Qwen2.5-0.5B-Instruct': ['q4f16_1 q4f32_1 q0f16 q0f32', 'Qwen2-0.5B-Instruct'],
  'Qwen2.5-1.5B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-1.5B-Instruct'],
  'Qwen2.5-3B-Instruct': ['q4f16_1 q4f32_1'],
  'Qwen2.5-7B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-7B-Instruct'],
  'Qwen2.5-Coder-0.5B-Instruct': ['q4f16_1 q4f32_1 q0f16 q0f32', 'Qwen2-0.5B-Instruct'],
  'Qwen2.5-Coder-1.5B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-1.5B-Instruct'],
  'Qwen2.5-Coder-3B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2.5-3B-Instruct'],
  'Qwen2.5-Coder-7B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-7B-Instruct'],
  'Qwen2.5-Math-1.5B-Instruct': ['q4f16_1 q4f32_1', 'Qwen2-1.5B-Instruct'],
  'Qwen3-0.6B': ['q4f16_1 q4f32_1 q0f16 q0f32'],
  'Qwen3-1.7B': ['q4f16_1 q4f32_1'],
  'Qwen3-4B': ['q4f16_1 q4f32_1'],
  'Qwen3-8B': ['q4f16_1 q4f32_1'],
  'RedPajama-INCITE-Chat-3B-v1': ['q4f16_1 q4f32_1'],
  'SmolLM2-1.7B-Instruct': ['q4f16_1 q4f32_1'],
  'SmolLM2-135M-Instruct': ['q0f16 q0f32'],
  'SmolLM2-360M-Instruct': ['q4f16_1 q4f32_1 q0f16 q0f32'],
  'stablelm-2-zephyr-1_6b': ['q4f16_1 q4f32_1'],
  'TinyLlama-1.1B-Chat-v0.4': ['q4f16_1 q4f32_1'],
  'TinyLlama-1.1B-Chat-v1.0': ['q4f16_1 q4f32_1'],
  'WizardMath-7B-V1.1': ['q4f16_1', 'Mistral-7B-Instruct-v0.3'],
};

/** Path of the program for these weights, below `FOLDER`; null where there is none. */
export function libraryOf(repo: string): string | null {
  const [owner, name = ''] = repo.split('/');
  const [, model = '', stored = ''] = /^(.+)-(q\d\w+)-MLC$/.exec(name) ?? [];
  const [all = '', program = model] = (Object.hasOwn(MODELS, model) && MODELS[model]) || [];
  if (owner !== OWNER || !stored || !all.split(' ').includes(stored)) return null;
  return `${program}-${stored}_cs1k-webgpu.wasm`;
}

const commitsSchema = v.pipe(
  v.array(v.object({ sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)) })),
  v.minLength(1),
);
const folderSchema = v.array(
  v.object({
    name: v.string(),
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  }),
);
/** Longest answer that is read: a folder of two hundred files has about 250 kB. */
const LONGEST = 4 << 20;

/**
 * Asks GitHub for the program that runs a model's weights: at which commit, how long, with which hash.
 * @returns null where MLC has compiled none.
 * @throws HubError `unreachable`, `rate-limited`, `server`, `unreadable`, `stopped`.
 */
export async function findLibrary(
  hub: Hub,
  repo: string,
  signal: AbortSignal,
): Promise<HubFile | null> {
  const name = libraryOf(repo);
  if (name === null) return null;
  const { api } = hub.github ?? GITHUB;
  const ask = async <T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> => {
    const what = `github.com/${REPO}`;
    const url = `${api}/repos/${REPO}/${path}`;
    const answer = await askText(hub, url, what, LONGEST, signal).catch((cause: unknown) => {
      // Nothing is gated there: strangers may ask sixty times an hour.
      if (!(cause instanceof HubError) || cause.reason !== 'gated') throw cause;
      throw new HubError('rate-limited', text.github.limited, text.github.limitedHint);
    });
    try {
      return v.parse(schema, JSON.parse(answer));
    } catch (cause) {
      throw new HubError('unreadable', text.github.unreadable(what), '', { cause });
    }
  };
  const [{ sha: commit }] = (await ask('commits?per_page=1', commitsSchema)) as [{ sha: string }];
  const files = await ask(`contents/${FOLDER}?ref=${commit}`, folderSchema);
  const found = files.find((file) => file.name === name);
  if (!found) return null;
  const path = `${FOLDER}/${name}`;
  return {
    path: `${REPO}/${path}`,
    bytes: found.size,
    hash: { kind: 'git-sha1', hex: found.sha },
    place: { host: 'github', repo: REPO, commit, path, licence: LICENCE },
  };
}
