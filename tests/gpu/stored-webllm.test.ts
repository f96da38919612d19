/** A model compiled for WebLLM, as the store hands it over: the tests' library and the tiny weights. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { LoadOptions, LoadProgress } from '../../src/core/run/engine';
import { generate } from '../../src/engines/autoregression/generate';
import { loadWebLlm } from '../../src/engines/autoregression/webllm/load';
import { readGguf } from '../../src/engines/autoregression/onnx/gguf';
import { ShardLayout } from '../../src/engines/autoregression/webllm/shards';
import { parseManifest, type LanguageManifest } from '../../src/core/manifest';
import { textSpec, worst } from '../contract/support/lm';
import { fixture, storedOptions, type Given } from '../contract/support/stored';
import type { GoldenExact } from '../contract/support/webllm';

const never = new AbortController().signal;
const SLOW = { timeout: 180_000 };
/** What the reference's prompt asks, without its form. */
const QUESTION = 'A green dragon?';
/** In logits: float32 sums in another order. */
const CLOSE = 1e-3;
let files: Given[];
let golden: GoldenExact;

beforeAll(async () => {
  const text = async (path: string) => (await fixture(path)).text();
  golden = JSON.parse(await text('models/tiny-llama/golden.json')) as GoldenExact;
  const manifest = JSON.parse(await text('models/tiny-llama/manifest.json')) as object;
  const { config } = parseManifest(manifest, 'fixture') as LanguageManifest;
  const layout = new ShardLayout(config, 9000);
  const weights = await fixture('models/tiny-llama/model.gguf');
  const stream = weights.stream() as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>;
  for await (const { tensor, data } of readGguf(stream, (t) => layout.sizeOf(t)))
    layout.add(tensor, data);
  const { list, shards } = layout.finish();
  const inflated = (await fixture('models/tiny-webllm/library.wasm.z'))
    .stream()
    .pipeThrough(new DecompressionStream('deflate'));
  const given = (role: Given['role'], path: string, blob: Blob): Given => ({ role, path, blob });
  files = [
    given(
      'chat-config',
      'mlc-chat-config.json',
      await fixture('models/tiny-webllm/mlc-chat-config.json'),
    ),
    given('shard-index', 'tensor-cache.json', new Blob([JSON.stringify(list)])),
    given('tokenizer', 'tokenizer.json', await fixture('models/tiny-llama/tokenizer.json')),
    given('library', 'a/b/tiny.wasm', await new Response(inflated).blob()),
    ...[...shards].map(([name, bytes]) => given('shard', name, new Blob([bytes]))),
  ];
});

const options = (given = files): LoadOptions =>
  storedOptions('webllm', 'tiny-webllm', given, 'webgpu');

// Each compiles the kernels anew, which a software adapter takes its time for.
it('gives the logits of the exact weights, is checked against itself, and runs', SLOW, async () => {
  const progress: LoadProgress[] = [];
  const { info, parts } = await loadWebLlm(options(), (p) => progress.push(p), never);
  try {
    expect(info).toMatchObject({
      ...{ mechanism: 'autoregression', modality: 'text', runtimeId: 'webllm', backend: 'webgpu' },
      model: { source: 'hub', id: 'tests/tiny-webllm' },
      ...{ knownAnswer: null, selfCheck: { ok: true }, fromDevice: true },
    });
    // The form of a question is that of mlc-chat-config.json: there is no tokenizer_config.json.
    expect(parts.tokenizer.encodeChat(QUESTION)).toEqual(golden.promptIds);
    expect([parts.context, [...parts.stopIds]]).toEqual([256, [2]]);
    const cache = parts.model.emptyCache();
    const logits = await parts.model.pass(golden.promptIds, cache);
    expect(worst(logits, golden.logitIds, golden.exact.logits)).toBeLessThan(CLOSE);
    cache.dispose();
    const weights = progress.filter(({ phase }) => phase === 'weights');
    expect(weights.length).toBeGreaterThan(1);
    expect(weights.at(-1)?.loaded).toBe(weights.at(-1)?.total);
    const made: string[] = [];
    const spec = textSpec({ prompt: QUESTION, maxTokens: 4 });
    for await (const event of generate(parts, spec, never, () => performance.now()))
      made.push(event.type);
    expect(made.filter((type) => type === 'result')).toHaveLength(4);
  } finally {
    await parts.model.dispose();
  }
});

it('is refused, before anything is read, where it takes half precision and the GPU has none', async () => {
  const chat = JSON.parse(await (files[0] as Given).blob.text()) as object;
  const half = new Blob([JSON.stringify({ ...chat, quantization: 'q4f16_1' })]);
  const real = await navigator.gpu.requestAdapter();
  if (!real) throw new Error('no adapter');
  const without = new Proxy(real, {
    get: (one, key) => (key === 'features' ? new Set() : (Reflect.get(one, key, one) as unknown)),
  });
  const spy = vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(without);
  const given = files.map((file) => (file.role === 'chat-config' ? { ...file, blob: half } : file));
  await expect(loadWebLlm(options(given), () => undefined, never)).rejects.toMatchObject({
    code: 'unsupported-model',
    message: expect.stringContaining('half precision') as string,
    hint: expect.stringContaining('f32') as string,
  });
  spy.mockRestore();
});

it.each([
  ['a list of shards that names a missing one', (all: Given[]) => all.slice(0, -1), /shard/],
  [
    'no program',
    (all: Given[]) => all.filter(({ role }) => role !== 'library'),
    /library|program/i,
  ],
  [
    'a configuration of nothing',
    (all: Given[]) =>
      all.map((one) => (one.role === 'chat-config' ? { ...one, blob: new Blob(['{}']) } : one)),
    /mlc-chat-config/,
  ],
] as const)('refuses %s in words', async (_, change, message) => {
  await expect(loadWebLlm(options(change(files)), () => undefined, never)).rejects.toThrow(message);
});

afterAll(() => vi.restoreAllMocks());
