/** Models that take files of other repositories, from the look to the files that an engine gets. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyOf } from '../../../src/core/model';
import { LATENT_RECIPES } from '../../../src/core/diffusion/recipes';
import type { DoubleFile } from '../../support/hub-content';
import { big, small, TestRepo } from '../../hub/support/double';
import { cleanUp, newFolder } from '../../hub/support/store';
import { asFile, closeTabs, openTab, type Tab } from './support';

const soon = { timeout: 25_000 };
const MODEL = 'mlc-ai/Qwen2.5-0.5B-Instruct-q4f16_1-MLC';
const PROGRAM = 'web-llm-models/v0_2_86/base/Qwen2-0.5B-Instruct-q4f16_1_cs1k-webgpu.wasm';

afterEach(async () => {
  closeTabs();
  await cleanUp();
});

const json = (path: string, value: object) =>
  asFile(path, new Blob([JSON.stringify(value)]), false);

async function compiled(id = MODEL): Promise<TestRepo> {
  const inner = {
    ...{ hidden_size: 64, intermediate_size: 128, num_attention_heads: 4, num_hidden_layers: 2 },
    ...{ num_key_value_heads: 2, head_dim: 16, vocab_size: 480, position_embedding_base: 10_000 },
  };
  const tensors = [{ nbytes: 30_000 }, { nbytes: 80_000 }];
  return TestRepo.make(
    [
      await json('mlc-chat-config.json', {
        ...{ model_type: 'qwen2', quantization: 'q4f16_1', vocab_size: 480 },
        ...{ context_window_size: 32_768, model_config: inner },
      }),
      await json('tensor-cache.json', { records: [{ records: tensors }] }),
      small(900, 'tokenizer.json'),
      small(300, 'tokenizer_config.json', 5),
      big(100_000, 'params_shard_0.bin', 6),
      big(50_000, 'params_shard_1.bin', 7),
    ],
    { id, licence: 'apache-2.0' },
  );
}

/** The repository on GitHub. */
const programs = (files: readonly DoubleFile[] = [small(70_000, PROGRAM, 8)]) =>
  TestRepo.make([...files, small(10, 'README.md')], { id: 'mlc-ai/binary-mlc-llm-libs' });

async function fetched(tab: Tab) {
  const { looked, choice, about } = tab.look;
  if (!looked || !choice || !about) throw tab.look.error ?? tab.look.refusal ?? new Error('none');
  tab.models.download(looked.repo, choice, about);
  const row = () => tab.models.list.find(({ key }) => key === keyOf(about.ref));
  await row()?.work?.ended;
  const { error } = row()?.work ?? {};
  if (error) throw error;
  await vi.waitFor(() => expect(row()?.state).toBe('ready'), soon);
  return tab.models.files(about.ref);
}

describe('a model compiled for WebLLM', () => {
  it('comes with its program, which is found on GitHub and checked by its hash', async () => {
    const [repo, github] = [await compiled(), await programs()];
    const tab = openTab(newFolder());
    await tab.models.open();
    await tab.look.at(repo.id);
    expect(tab.look.choice).toMatchObject({ layout: 'webllm', needsF16: true });
    expect(tab.look.about).toMatchObject({
      ...{ name: 'Qwen2.5-0.5B-Instruct-q4f16_1', layout: 'webllm', architecture: 'qwen2' },
      ...{ needsF16: true, largest: 80_000, licence: 'apache-2.0' },
      sizes: { layers: 2, vocab: 480, context: 4096 },
    });
    const { layout, files } = await fetched(tab);
    expect(layout).toBe('webllm');
    expect(files.map(({ role, blob }) => [role, blob.size])).toEqual([
      ['chat-config', expect.any(Number)],
      ['shard-index', expect.any(Number)],
      ['tokenizer', 900],
      ['tokenizer-config', 300],
      ['library', 70_000],
      ['shard', 100_000],
      ['shard', 50_000],
    ]);
    expect(tab.catalogue()).toMatchObject([
      { mechanism: 'autoregression', runtimes: [{ id: 'webllm' }] },
    ]);
    const asked = await github.log();
    expect(asked.map(({ path, status }) => [path, status])).toEqual([
      ['commits?per_page=1'.split('?')[0], 200],
      ['contents/web-llm-models/v0_2_86/base', 200],
      [PROGRAM, 206],
    ]);
  });

  it('is refused by name where no program is published', async () => {
    await programs([]);
    const tab = openTab(newFolder());
    for (const id of [
      MODEL,
      'mlc-ai/Unheard-of-1B-q4f16_1-MLC',
      'someone/Qwen3-0.6B-q4f16_1-MLC',
    ]) {
      await compiled(id);
      await tab.look.at(id);
      expect(tab.look.looked).toMatchObject({
        choices: [],
        refused: [{ why: 'no-library' }],
        none: 'nothing-runs',
      });
    }
  });

  it('says whom to wait for when GitHub has had enough', async () => {
    const [repo, github] = [await compiled(), await programs()];
    await github.order('api', { kind: 'status', status: 403 });
    const tab = openTab(newFolder());
    await tab.look.at(repo.id);
    expect(tab.look.error).toMatchObject({ reason: 'rate-limited' });
    expect(tab.look.error?.message).toContain('GitHub');
  });

  it('is thrown away when the program is not what was published', async () => {
    const [repo, github] = [await compiled(), await programs()];
    await github.order(PROGRAM, { kind: 'wrong', at: 5 });
    const tab = openTab(newFolder());
    await tab.models.open();
    await tab.look.at(repo.id);
    await expect(fetched(tab)).rejects.toMatchObject({ reason: 'damaged' });
  });
});

describe('the tiny decoder of a picture model', () => {
  const recipe = LATENT_RECIPES['sd-1.5'];
  const parts = () =>
    TestRepo.make(recipe?.files.map(({ path }, i) => big(1000 + i, path, 20 + i)) ?? [], {
      id: recipe?.repo ?? '',
    });

  it('is looked for where it lies, and fetched with the model', async () => {
    const model = await parts();
    const tiny = await TestRepo.make([big(4900, 'vae_decoder/model.onnx', 40), small(9)], {
      ...{ id: 'deinferno/taesd-onnx', licence: 'mit' },
    });
    const tab = openTab(newFolder());
    await tab.models.open();
    await tab.look.at(model.id);
    const borrowed = tab.look.choice?.files.find(({ role }) => role === 'preview-decoder');
    expect(borrowed?.file).toMatchObject({
      bytes: 4900,
      place: { repo: tiny.id, commit: tiny.sha, path: 'vae_decoder/model.onnx', licence: 'mit' },
    });
    const { files } = await fetched(tab);
    expect(files.find(({ role }) => role === 'preview-decoder')?.blob.size).toBe(4900);
    expect(await tiny.sent('config.json')).toBe(0);
  });

  it('is done without where it cannot be had', async () => {
    const model = await parts();
    const tiny = await TestRepo.make([], { id: 'deinferno/taesd-onnx' });
    await tiny.order('api', { kind: 'status', status: 404, code: 'RevisionNotFound' });
    const tab = openTab(newFolder());
    await tab.models.open();
    for (const when of ['missing', 'empty']) {
      await tab.look.at(model.id);
      expect(tab.look.choice, when).toMatchObject({ layout: 'latent-diffusion' });
      expect(tab.look.choice?.files).toHaveLength(recipe?.files.length ?? -1);
    }
    expect((await fetched(tab)).files).toHaveLength(recipe?.files.length ?? -1);
  });
});
