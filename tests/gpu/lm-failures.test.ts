/** What the language engine does when the GPU is wrong, and when it goes. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BackendChoice } from '../../src/core/run/engine';
import { OnnxLanguageEngine } from '../../src/engines/autoregression/onnx/engine';
import { textSpec, options, TINY, traceOf } from '../contract/support/lm';

const never = new AbortController().signal;
const at = `${TINY.baseUrl}models/${TINY.model}/`;

/** The one that the runtime asked for: it keeps it as long as the page lives. */
let device: GPUDevice | undefined;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  return (device = await requestDevice.call(this, descriptor));
};

beforeEach(() => vi.restoreAllMocks());
afterEach(() => vi.unstubAllGlobals());

/** A site whose known answer for WebGPU is another one than this model's. */
async function withAnotherAnswer(): Promise<void> {
  const real = fetch;
  const golden = (await (await real(`${at}golden.json`)).json()) as {
    webgpu: { logits: number[] };
  };
  golden.webgpu.logits = golden.webgpu.logits.map((x) => x + 3);
  const changed = new TextEncoder().encode(JSON.stringify(golden));
  const manifest = (await (await real(`${at}manifest.json`)).json()) as {
    files: { role: string; bytes: number; sha256: string }[];
  };
  const entry = manifest.files.find((file) => file.role === 'golden');
  Object.assign(entry ?? {}, { bytes: changed.length, sha256: bytesToHex(sha256(changed)) });
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    if (String(input) === `${at}golden.json`) return new Response(changed);
    if (String(input) === `${at}manifest.json`) return Response.json(manifest);
    return real(input, init);
  });
}

/** Lets the software adapter pass for a real one, so that `auto` takes it. */
function passAsHardware(): void {
  vi.spyOn(GPUAdapter.prototype, 'info', 'get').mockReturnValue({
    vendor: 'test',
    architecture: 'test',
    device: '',
    description: '',
    isFallbackAdapter: false,
  } as GPUAdapterInfo);
}

const load = (engine: OnnxLanguageEngine, backend: BackendChoice) =>
  engine.load({ ...options(TINY, 'wasm'), backend }, () => undefined, never);

it('goes on with WASM where WebGPU is only software, and says so', async () => {
  const engine = new OnnxLanguageEngine();
  const info = await load(engine, 'auto');
  expect(info).toMatchObject({ backend: 'wasm', adapter: null });
  expect(info.backendReason).toMatch(/software/);
  await engine.dispose();
});

it('takes a GPU that gives the known answer', async () => {
  passAsHardware();
  const engine = new OnnxLanguageEngine();
  const info = await load(engine, 'auto');
  expect(info).toMatchObject({ backend: 'webgpu', backendReason: '', threads: 0 });
  await engine.dispose();
});

it('goes on with WASM where the GPU gives another answer, and says so', async () => {
  passAsHardware();
  await withAnotherAnswer();
  const engine = new OnnxLanguageEngine();
  const info = await load(engine, 'auto');
  expect(info).toMatchObject({ backend: 'wasm', adapter: null, knownAnswer: { ok: true } });
  expect(info.backendReason).toMatch(/known answer \(16 logits .*\) was off by/);
  expect((await traceOf(engine, textSpec({ maxTokens: 3 }))).results).toHaveLength(3);
  await engine.dispose();
});

it('stays on a forced GPU that gives another answer, and says that it is wrong', async () => {
  await withAnotherAnswer();
  const engine = new OnnxLanguageEngine();
  const info = await load(engine, 'webgpu');
  expect(info).toMatchObject({ backend: 'webgpu', knownAnswer: { ok: false } });
  expect(info.knownAnswer?.worst).toBeGreaterThan(2);
  await engine.dispose();
});

// The last one: nothing of this page works on the GPU afterwards.
it('ends a run as device-lost when the GPU goes, keeps its tokens, and is unloaded', async () => {
  const engine = new OnnxLanguageEngine();
  await load(engine, 'webgpu');
  const trace = await traceOf(engine, textSpec({ maxTokens: 200 }), never, (event) => {
    if (event.type === 'result' && event.result.index === 2) device?.destroy();
  });
  expect(trace.end).toMatchObject({ type: 'error', error: { code: 'device-lost' } });
  expect(trace.results.length).toBeGreaterThanOrEqual(3);
  const after = async () => {
    for await (const event of engine.run(textSpec(), never)) void event;
  };
  await expect(after()).rejects.toMatchObject({ code: 'internal' });
});
