/** A site whose copy of a model is changed on the way, with hashes that fit. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { vi } from 'vitest';
import type { DenoiserManifest } from '../../../src/core/manifest';

/** JSON that a test writes into. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;
type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> };

/** Until mocks are restored, `golden.json` and `manifest.json` of a denoiser arrive changed. */
export function alteredSite(
  model: string,
  changeGolden: (golden: Json) => void,
  changeManifest: (manifest: Writable<DenoiserManifest>) => void = () => undefined,
): void {
  const real = globalThis.fetch;
  const json = async (url: string) => (await real(url)).json() as Promise<Json>;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const folder = /^.*\/models\/([^/]+)\//.exec(url);
    if (folder?.[1] !== model || !/(golden|manifest)\.json$/.test(url)) return real(input, init);
    const golden = await json(`${folder[0]}golden.json`);
    changeGolden(golden);
    const bytes = new TextEncoder().encode(JSON.stringify(golden));
    if (url.endsWith('golden.json')) return new Response(bytes);
    const manifest = (await json(url)) as Writable<DenoiserManifest>;
    const file = manifest.files.find(({ role }) => role === 'golden');
    if (!file) throw new Error('the manifest lists no golden output');
    file.bytes = bytes.length;
    file.sha256 = bytesToHex(sha256(bytes));
    changeManifest(manifest);
    return Response.json(manifest);
  });
}
