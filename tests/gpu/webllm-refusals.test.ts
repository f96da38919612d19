/** What WebLLM's loading refuses, before anything reaches the GPU, and what it says. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BackendChoice } from '../../src/core/run/engine';
import { WebLlmEngine } from '../../src/engines/autoregression/webllm/engine';
import { options, TINY } from '../contract/support/lm';
import { TINY_WEBLLM } from '../contract/support/webllm';

const never = new AbortController().signal;
const engine = new WebLlmEngine();

// No file may come from the device's own copy: it is the site that is damaged.
beforeEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});
afterEach(() => vi.unstubAllGlobals());

function load(backend: BackendChoice, where = TINY_WEBLLM) {
  return engine.load({ ...options(where, 'webgpu'), backend }, () => undefined, never);
}

/** A site on which one file has a wrong byte. */
function damage(path: string): void {
  const real = fetch;
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const answer = await real(input, init);
    if (!String(input).endsWith(path)) return answer;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    return new Response(bytes);
  });
}

it.each(['tiny-webllm/library.wasm.z', 'tiny-llama/model.gguf', 'tiny-llama/tokenizer.json'])(
  'refuses a damaged %s',
  async (path) => {
    damage(path);
    await expect(load('webgpu')).rejects.toMatchObject({ code: 'integrity' });
  },
);

it('says that it needs WebGPU when WASM is asked for', async () => {
  await expect(load('wasm')).rejects.toMatchObject({
    code: 'webgpu-unavailable',
    message: expect.stringMatching(/WebLLM runs on WebGPU only/) as string,
    hint: expect.stringMatching(/onnxruntime-web/) as string,
  });
});

it('does not take an emulated GPU by itself, and says why and what to do', async () => {
  await expect(load('auto')).rejects.toMatchObject({
    code: 'webgpu-unavailable',
    message: expect.stringMatching(/emulated in software/) as string,
    hint: expect.stringMatching(/“WebGPU” as backend/) as string,
  });
});

it('refuses a model without a library, and a library of another model', async () => {
  const message = expect.stringMatching(/needs a library for Tiny Llama/i) as string;
  for (const needs of [[], [TINY.model]])
    await expect(
      engine.load({ ...options(TINY_WEBLLM, 'webgpu'), needs }, () => undefined, never),
    ).rejects.toMatchObject({ code: 'unsupported-model', message });
  const library = { ...TINY_WEBLLM, model: 'tiny-webllm' };
  await expect(load('webgpu', library)).rejects.toMatchObject({ code: 'unsupported-model' });
});
