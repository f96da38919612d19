/**
 * What of a repository could be run here, by its list of files alone: each GGUF, each precision of an
 * ONNX decoder, a model compiled for WebLLM, a picture model whose recipe is known. What is in the
 * files is looked at later (`workers/models/describe.ts`). Pure.
 */
import type { LayoutId, StoredRole } from '../core/stored';
import type { HubFile, HubRepo } from './metadata';

interface ChoiceFile {
  readonly role: StoredRole;
  readonly file: HubFile;
}

/** One model of a repository. */
export interface Choice {
  readonly layout: LayoutId;
  /** Path of the file that it is named by; empty where the repository is one model. */
  readonly main: string;
  /** "Q4_K_M", "q4f16"; empty where there is one. */
  readonly variant: string;
  /** Of a picture model. */
  readonly recipe: string;
  readonly files: readonly ChoiceFile[];
  /** Of all its files. */
  readonly bytes: number;
  /** Half precision in shaders, as the name says. */
  readonly needsF16: boolean;
}

/** Why a file that looks like a model is none for this page; a key for its words. */
export type ChoiceRefusal =
  'blocks' | 'split' | 'projector' | 'parts' | 'no-tokenizer' | 'no-library';

interface Refused {
  readonly main: string;
  readonly variant: string;
  readonly bytes: number;
  readonly why: ChoiceRefusal;
}

/** Why a repository has nothing for this page; a key for its words. */
export type RepoRefusal = 'gated' | 'private' | 'empty' | 'other-format' | 'nothing-runs';

export interface Choices {
  /** The smallest first. */
  readonly choices: readonly Choice[];
  readonly refused: readonly Refused[];
  /** Null where there is something to choose. */
  readonly none: RepoRefusal | null;
}

/** A picture model that this page knows how to put together. */
export interface Recipe {
  readonly id: string;
  readonly repo: string;
  readonly files: readonly RecipeFile[];
  /** Files of other repositories that it can do without. */
  readonly more: readonly { readonly repo: string; readonly files: readonly RecipeFile[] }[];
}

interface RecipeFile {
  readonly role: StoredRole;
  readonly path: string;
}

/** Of GGUFs that are stored in blocks which are not read here: IQ…, TQ…, Q2_K, Q3_K, MXFP4, Q4_0_4_8. */
const UNREAD_BLOCKS = /^(IQ|TQ|Q[23]_|MXFP|NVFP|Q4_0_\d)/;
const VARIANT = /(?:^|[._-])((?:UD-)?(?:I?Q\d\w*|TQ\d\w*|MXFP4\w*|BF16|F16|F32))$/i;
const SPLIT = /-\d{5}-of-\d{5}$/;
/** What optimum and transformers.js call the precisions of a graph. */
const SUFFIX = /^model(?:_(fp16|int8|uint8|quantized|q4|q4f16|bnb4))?\.onnx$/;
const WEIGHTS = /\.(safetensors|bin|pt|pth|ckpt|msgpack|h5|onnx|gguf|tflite|litertlm|task)$/i;

export function choicesOf(repo: HubRepo, recipes: readonly Recipe[] = []): Choices {
  const none = (why: RepoRefusal): Choices => ({ choices: [], refused: [], none: why });
  if (repo.private) return none('private');
  if (repo.gated) return none('gated');
  const refused: Refused[] = [];
  const choices = [
    ...latent(repo, recipes),
    ...webllm(repo, refused),
    ...ggufs(repo, refused),
    ...decoders(repo, refused),
  ].sort((a, b) => a.bytes - b.bytes);
  if (choices.length) return { choices, refused, none: null };
  if (refused.length) return { choices, refused, none: 'nothing-runs' };
  return none(repo.files.some(({ path }) => WEIGHTS.test(path)) ? 'other-format' : 'empty');
}

/** The choice that an address or a reference names; null where there is none such. */
export function choiceAt({ choices }: Choices, path: string): Choice | null {
  return choices.find(({ main }) => main === path) ?? null;
}

function choice(
  of: Pick<Choice, 'layout' | 'main' | 'variant'> & Partial<Choice>,
  files: readonly ChoiceFile[],
): Choice {
  const bytes = files.reduce((sum, { file }) => sum + file.bytes, 0);
  return { recipe: '', needsF16: false, ...of, files, bytes };
}

function ggufs({ files }: HubRepo, refused: Refused[]): Choice[] {
  return files.flatMap((file): Choice[] => {
    const name = /([^/]+)\.gguf$/i.exec(file.path)?.[1];
    if (name === undefined) return [];
    const variant = VARIANT.exec(name.replace(SPLIT, ''))?.[1]?.toUpperCase() ?? '';
    const blocks = variant.replace(/^UD-/, '');
    const why: ChoiceRefusal | null = SPLIT.test(name)
      ? 'split'
      : /mmproj/i.test(name)
        ? 'projector'
        : UNREAD_BLOCKS.test(blocks)
          ? 'blocks'
          : null;
    const { path: main, bytes } = file;
    if (why) {
      refused.push({ main, variant, bytes, why });
      return [];
    }
    return [choice({ layout: 'gguf', main, variant }, [{ role: 'weights', file }])];
  });
}

function decoders({ files }: HubRepo, refused: Refused[]): Choice[] {
  const byPath = new Map(files.map((file) => [file.path, file] as const));
  return files.flatMap((file): Choice[] => {
    const [, folder = '', base = ''] = /^(.*\/)?([^/]+\.onnx)$/.exec(file.path) ?? [];
    const suffix = SUFFIX.exec(base);
    if (!suffix || !['', 'onnx/'].includes(folder)) return [];
    const variant = suffix[1] ?? 'fp32';
    const { path: main, bytes } = file;
    const beside = (name: string) => byPath.get(name);
    // The decoder alone is no model of this layout where the embedding is a graph of its own.
    if (files.some(({ path }) => /^(?:onnx\/)?embed_tokens.*\.onnx$/.test(path))) {
      refused.push({ main, variant, bytes, why: 'parts' });
      return [];
    }
    const config = beside('config.json');
    const tokenizer = beside('tokenizer.json');
    const tokenizerConfig = beside('tokenizer_config.json');
    if (!config || !tokenizer || !tokenizerConfig) {
      refused.push({ main, variant, bytes, why: 'no-tokenizer' });
      return [];
    }
    const external = files.filter(
      ({ path }) => path.startsWith(main) && /^_data(_\d+)?$/.test(path.slice(main.length)),
    );
    const optional = [
      ['generation-config', beside('generation_config.json')],
      ['chat-template', beside('chat_template.jinja')],
    ] as const;
    return [
      choice({ layout: 'onnx-causal-lm', main, variant, needsF16: /f(p)?16$/.test(variant) }, [
        { role: 'graph', file },
        ...external.map((part): ChoiceFile => ({ role: 'external', file: part })),
        { role: 'config', file: config },
        { role: 'tokenizer', file: tokenizer },
        { role: 'tokenizer-config', file: tokenizerConfig },
        ...optional.flatMap(([role, part]): ChoiceFile[] => (part ? [{ role, file: part }] : [])),
      ]),
    ];
  });
}

function latent({ repo, files }: HubRepo, recipes: readonly Recipe[]): Choice[] {
  return recipes.flatMap((recipe): Choice[] => {
    if (recipe.repo !== repo) return [];
    const parts = recipe.files.map(({ role, path }) => {
      const file = files.find((each) => each.path === path);
      return file && { role, file };
    });
    const found = parts.filter((part) => part !== undefined);
    if (found.length < parts.length) return [];
    const more = recipe.more.flatMap((other) =>
      other.files.flatMap(({ role, path }): ChoiceFile[] => {
        const file = files.find(
          ({ place }) => place && !place.host && place.repo === other.repo && place.path === path,
        );
        return file ? [{ role, file }] : [];
      }),
    );
    return [
      choice(
        { layout: 'latent-diffusion', main: '', variant: '', recipe: recipe.id, needsF16: true },
        [...found, ...more],
      ),
    ];
  });
}

function webllm({ repo, files }: HubRepo, refused: Refused[]): Choice[] {
  const byPath = new Map(files.map((file) => [file.path, file] as const));
  const config = byPath.get('mlc-chat-config.json');
  const index = byPath.get('tensor-cache.json');
  const tokenizer = byPath.get('tokenizer.json');
  const shards = files.filter(({ path }) => /^params_shard_\d+\.bin$/.test(path));
  if (!config || !index || !tokenizer || !shards.length) return [];
  const library = files.find(({ place, path }) => place?.host === 'github' && /\.wasm$/.test(path));
  if (!library) {
    const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
    refused.push({ main: config.path, variant: '', bytes, why: 'no-library' });
    return [];
  }
  const settings = byPath.get('tokenizer_config.json');
  return [
    choice({ layout: 'webllm', main: '', variant: '', needsF16: /f16/.test(repo) }, [
      { role: 'chat-config', file: config },
      { role: 'shard-index', file: index },
      { role: 'tokenizer', file: tokenizer },
      ...(settings ? [{ role: 'tokenizer-config', file: settings } as const] : []),
      { role: 'library', file: library },
      ...shards.map((file): ChoiceFile => ({ role: 'shard', file })),
    ]),
  ];
}
