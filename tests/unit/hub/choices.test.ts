import { describe, expect, it } from 'vitest';
import { choiceAt, choicesOf, type Recipe } from '../../../src/hub/choices';
import type { HubFile, HubRepo } from '../../../src/hub/metadata';

const file = (path: string, bytes = 1000): HubFile => ({
  path,
  bytes,
  hash: { kind: 'sha256', hex: 'ab'.repeat(32) },
});
const repo = (paths: readonly (string | HubFile)[], more: Partial<HubRepo> = {}): HubRepo => ({
  repo: 'owner/name',
  commit: 'c0'.repeat(20),
  licence: 'mit',
  gated: false,
  private: false,
  files: paths.map((path) => (typeof path === 'string' ? file(path) : path)),
  ...more,
});
const TOKENIZER = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

describe('GGUFs of a repository', () => {
  const found = choicesOf(
    repo([
      file('Model-Q8_0.gguf', 8000),
      file('Model-Q4_K_M.gguf', 4000),
      file('sub/model.f16.gguf', 16000),
      file('model.gguf', 9000),
      'README.md',
      'Model-IQ3_XS.gguf',
      'Model-Q4_0_4_8.gguf',
      'Model-Q2_K.gguf',
      'Model-UD-Q3_K_XL.gguf',
      'Model-Q8_0-00001-of-00003.gguf',
      'mmproj-model-f16.gguf',
    ]),
  );

  it('are offered by their kind of block, the smallest first', () => {
    expect(found.choices.map(({ variant, main, bytes }) => [variant, main, bytes])).toEqual([
      ['Q4_K_M', 'Model-Q4_K_M.gguf', 4000],
      ['Q8_0', 'Model-Q8_0.gguf', 8000],
      ['', 'model.gguf', 9000],
      ['F16', 'sub/model.f16.gguf', 16000],
    ]);
    expect(found.none).toBe(null);
  });

  it('are refused by name where they cannot be read', () => {
    expect(found.refused.map(({ variant, why }) => [variant, why])).toEqual([
      ['IQ3_XS', 'blocks'],
      ['Q4_0_4_8', 'blocks'],
      ['Q2_K', 'blocks'],
      ['UD-Q3_K_XL', 'blocks'],
      ['Q8_0', 'split'],
      ['F16', 'projector'],
    ]);
  });

  it('are found by the path that an address names', () => {
    expect(choiceAt(found, 'Model-Q8_0.gguf')?.bytes).toBe(8000);
    expect(choiceAt(found, 'Model-Q2_K.gguf')).toBe(null);
  });
});

describe('ONNX decoders of a repository', () => {
  it('come with their external data, their tokenizer and their config', () => {
    const { choices } = choicesOf(
      repo([
        ...TOKENIZER,
        'generation_config.json',
        'chat_template.jinja',
        file('onnx/model.onnx', 1),
        file('onnx/model.onnx_data', 50_000),
        file('onnx/model.onnx_data_1', 60_000),
        file('onnx/model_q4f16.onnx', 7000),
        file('onnx/model_q4.onnx', 9000),
        file('onnx/other.onnx', 1),
        file('deep/er/model.onnx', 1),
      ]),
    );
    expect(choices.map(({ variant }) => variant)).toEqual(['q4f16', 'q4', 'fp32']);
    expect(choices.map(({ needsF16 }) => needsF16)).toEqual([true, false, false]);
    const whole = choices.at(-1);
    expect(whole?.files.map(({ role, file: { path } }) => [role, path])).toEqual([
      ['graph', 'onnx/model.onnx'],
      ['external', 'onnx/model.onnx_data'],
      ['external', 'onnx/model.onnx_data_1'],
      ['config', 'config.json'],
      ['tokenizer', 'tokenizer.json'],
      ['tokenizer-config', 'tokenizer_config.json'],
      ['generation-config', 'generation_config.json'],
      ['chat-template', 'chat_template.jinja'],
    ]);
    expect(whole?.bytes).toBe(1 + 110_000 + 5 * 1000);
  });

  it('are none without a tokenizer, or where the embedding is a graph of its own', () => {
    expect(choicesOf(repo(['onnx/model.onnx', 'config.json']))).toMatchObject({
      choices: [],
      refused: [{ why: 'no-tokenizer' }],
      none: 'nothing-runs',
    });
    const parts = choicesOf(repo([...TOKENIZER, 'onnx/model.onnx', 'onnx/embed_tokens_q4.onnx']));
    expect(parts.refused).toMatchObject([{ why: 'parts' }]);
  });
});

describe('other repositories', () => {
  it('are picture models where a recipe knows all their files', () => {
    const recipe: Recipe = {
      id: 'sd',
      repo: 'owner/name',
      more: [],
      files: [
        { role: 'unet', path: 'unet/model.onnx' },
        { role: 'decoder', path: 'vae/model.onnx' },
      ],
    };
    const files = [file('unet/model.onnx', 100), file('vae/model.onnx', 10), 'safety.onnx'];
    expect(choicesOf(repo(files), [recipe]).choices).toMatchObject([
      { layout: 'latent-diffusion', recipe: 'sd', main: '', bytes: 110 },
    ]);
    expect(choicesOf(repo(files.slice(1)), [recipe]).choices).toEqual([]);
    expect(choicesOf(repo(files, { repo: 'owner/other' }), [recipe]).choices).toEqual([]);
  });

  it('are WebLLM models with their shards', () => {
    const names = ['mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json'];
    const files = [...names, 'params_shard_0.bin', 'params_shard_1.bin', 'x_shard_0.bin'];
    const own = { repo: 'mlc-ai/M-q4f16_1-MLC' };
    expect(choicesOf(repo(files, own))).toMatchObject({
      choices: [],
      refused: [{ main: 'mlc-chat-config.json', bytes: 2000, why: 'no-library' }],
    });
    const place = { host: 'github', repo: 'a/b', commit: 'c1'.repeat(20), path: 'm.wasm' } as const;
    const program = { ...file('a/b/m.wasm', 300), place };
    const [choice] = choicesOf(repo([...files, program], own)).choices;
    expect(choice).toMatchObject({ layout: 'webllm', main: '', needsF16: true, bytes: 5300 });
    expect(choice?.files.map(({ role }) => role)).toEqual([
      'chat-config',
      'shard-index',
      'tokenizer',
      'library',
      'shard',
      'shard',
    ]);
  });

  it.each([
    ['gated', repo(['a.gguf'], { gated: true })],
    ['private', repo(['a.gguf'], { private: true })],
    ['empty', repo(['README.md'])],
    ['other-format', repo(['model.safetensors', 'README.md'])],
    ['nothing-runs', repo(['a-IQ2_S.gguf'])],
  ] as const)('have nothing: %s', (none, asked) => {
    expect(choicesOf(asked)).toMatchObject({ choices: [], none });
  });
});
