/** The embedded models against Python's figures, in a real browser on WASM. */
import { expect, it } from 'vitest';
import { fileOf } from '../../src/core/manifest';
import { widen } from '../../src/engines/diffusion/float16';
import { checkDenoiser, parseDenoiserGolden } from '../../src/engines/diffusion/known-answer';
import { Sessions } from '../../src/engines/diffusion/sessions';
import { loadOrt } from '../../src/engines/runtime/ort';
import { fetchManifest, readFile } from '../../src/engines/runtime/store';

const baseUrl = new URL('/', location.href).href;
const { signal } = new AbortController();

async function open(id: string) {
  const manifest = await fetchManifest(baseUrl, id, signal);
  const read = (role: Parameters<typeof fileOf>[1]) =>
    readFile({ baseUrl, manifest, signal, onBytes: () => undefined }, fileOf(manifest, role));
  const golden: unknown = JSON.parse(new TextDecoder().decode(await read('golden')));
  await loadOrt('wasm', 1);
  const sessions = new Sessions('wasm');
  return { manifest, read, golden, sessions };
}

it('predicts x0 as PyTorch does at every golden noise level', async () => {
  const { golden, read, sessions } = await open('emoji-denoiser');
  const network = await sessions.open(await read('graph'), widen(await read('weights')));
  const answer = await checkDenoiser(network, parseDenoiserGolden(golden, 'golden'), 64, 384);
  console.log(answer);
  expect(answer).toMatchObject({ ok: true });
  expect(answer.worst).toBeLessThan(1e-3);
  await sessions.release();
});
