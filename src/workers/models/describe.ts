/**
 * What a model is, from as little of its files as that takes: the header of a GGUF, the `config.json`
 * of an ONNX decoder, the lists of a model for WebLLM. Refuses by name what could not be run, before anything is downloaded.
 */
import { EngineError } from '../../core/errors';
import type { ModelRef } from '../../core/model';
import type { LanguageSizes, ModelAbout } from '../../core/stored';
import { llamaConfig } from '../../engines/gguf/config';
import { readHeader, type Ranges } from '../../engines/gguf/header';
import { memoryNeed } from '../../engines/gguf/memory';
import { tokenizerOf } from '../../engines/gguf/tokenizer';
import type { Choice } from '../../hub/choices';
import type { HubFile, HubRepo } from '../../hub/metadata';
import { chatSizes, decoderSizes, jsonObject, largestTensor, parametersOf } from './config-json';

/** Gives any part of a file. */
export type Reader = (file: HubFile) => Ranges;

/** What a session holds beside the bytes of its graphs. */
const OVERHEAD = 1.2;
/** Tokens that the cache is counted for: longer than most answers on this page. */
const CACHED = 2048;
const FLOAT = 4;

type Described = Omit<ModelAbout, 'ref' | 'layout' | 'recipe' | 'variant' | 'licence' | 'roles'>;

/** @throws EngineError `unsupported-model` with the reason why it cannot be run here. */
export async function describe(
  { repo, commit, licence }: HubRepo,
  choice: Choice,
  read: Reader,
): Promise<ModelAbout> {
  const { layout, recipe, variant, main } = choice;
  const ref: ModelRef = commit
    ? { source: 'hub', id: main ? `${repo}/${main}` : repo, revision: commit }
    : { source: 'file', id: main, revision: choice.files[0]?.file.hash.hex ?? '' };
  const roles = choice.files.map(({ role, file }) => ({ role, path: file.path }));
  return {
    ...(await LOOK[layout](choice, read, nameOf(repo))),
    ...{ ref, layout, recipe, variant, licence, roles },
  };
}

const LOOK: Readonly<
  Record<Choice['layout'], (choice: Choice, read: Reader, name: string) => Promise<Described>>
> = {
  async gguf(choice, read, name) {
    const header = await readHeader(read(fileOf(choice, 'weights')));
    const config = llamaConfig(header);
    tokenizerOf(header.metadata);
    const { context, weights, cache, largest } = memoryNeed(config, 'webgpu');
    const parameters = header.tensors
      .map(({ shape }) => shape.reduce((product, n) => product * n, 1))
      .reduce((sum, n) => sum + n, 0);
    return {
      ...{ name, architecture: 'llama', parameters, needsF16: false, largest },
      sizes: { ...sizesOf(config), context },
      memory: Math.round(weights + cache),
    };
  },
  async 'onnx-causal-lm'(choice, read, name) {
    const config = jsonObject(await textOf(read(fileOf(choice, 'config'))), 'config.json');
    const { architecture, sizes, parameters } = decoderSizes(config);
    return {
      ...{ name, architecture, parameters, sizes, needsF16: choice.needsF16 },
      memory: Math.round(choice.bytes * OVERHEAD + (sizes ? cacheBytes(sizes) : 0)),
      largest: 0,
    };
  },
  async 'latent-diffusion'(choice, _, name) {
    return {
      ...{ name, architecture: choice.recipe, parameters: null, sizes: null },
      ...{ needsF16: choice.needsF16, memory: Math.round(choice.bytes * OVERHEAD), largest: 0 },
    };
  },
  async webllm(choice, read, name) {
    const json = async (role: string) =>
      jsonObject(await textOf(read(fileOf(choice, role))), fileOf(choice, role).path);
    const { architecture, sizes, stored } = chatSizes(await json('chat-config'));
    const cache = sizes ? cacheBytes(sizes) : 0;
    return {
      ...{ name, architecture, parameters: sizes && parametersOf(sizes, true), sizes },
      needsF16: choice.needsF16 || /f16/.test(stored),
      memory: Math.round(choice.bytes * OVERHEAD + cache),
      largest: largestTensor(await json('shard-index')),
    };
  },
};

/** "SmolLM2-360M-Instruct" of `HuggingFaceTB/SmolLM2-360M-Instruct-GGUF` and of a file's name. */
function nameOf(repo: string): string {
  const last = repo.split('/').at(-1) ?? repo;
  return last.replace(/\.gguf$/i, '').replace(/-(GGUF|ONNX|MLC)$/i, '');
}

function fileOf({ files }: Choice, role: string): HubFile {
  const found = files.find((each) => each.role === role);
  if (found) return found.file;
  throw new EngineError('internal', `The choice has no ${role}.`);
}

/** Longest text that is read: a list of shards has a few hundred kilobytes, a `config.json` has one. */
const LONGEST = 4 << 20;

async function textOf(ranges: Ranges): Promise<string> {
  const bytes = await ranges.read(0, Math.min(ranges.size, LONGEST));
  return new TextDecoder().decode(bytes);
}

function sizesOf(config: LanguageSizes): LanguageSizes {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab, context, ropeTheta } = config;
  return { layers, hidden, heads, kvHeads, headDim, ffn, vocab, context, ropeTheta };
}

function cacheBytes({ layers, kvHeads, headDim, context }: LanguageSizes): number {
  return layers * 2 * kvHeads * headDim * FLOAT * Math.min(context, CACHED);
}
