/** Manifests, catalogues and GGUF headers from anyone. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { parseManifest } from '../../../src/core/manifest';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { parseCatalogue } from '../../../src/core/model';
import { llamaConfig } from '../../../src/engines/gguf/config';
import { blobRanges, readHeader, type GgufHeader } from '../../../src/engines/gguf/header';
import { tokenizerOf } from '../../../src/engines/gguf/tokenizer';
import { changed, changes, damage, soonAndInWords } from '../../helpers/hostile';

vi.setConfig({ testTimeout: 300_000 });

const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../public/models/${path}`, import.meta.url), 'utf8'));

test.each(['smollm2-135m-instruct', 'emoji-denoiser', 'all-minilm-l6-v2', 'smollm2-webllm'])(
  'a manifest as of %s with other values is one or refused, soon',
  async (id) => {
    const value = json(`${id}/manifest.json`);
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const manifest = await soonAndInWords(
          () => parseManifest(changed(value, list), `models/${id}`),
          'unsupported-model',
        );
        if (manifest)
          await soonAndInWords(() => {
            for (const { suggested } of Object.values(MECHANISMS)) suggested(manifest);
          });
      }),
      { numRuns: 100 },
    );
  },
);

test('a catalogue with other values is one or refused, soon', async () => {
  const value = json('index.json');
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      await soonAndInWords(
        () => parseCatalogue(changed(value, list), 'models/index.json'),
        'unsupported-model',
      );
    }),
    { numRuns: 100 },
  );
});

const tiny = Uint8Array.from(
  readFileSync(new URL('../../fixtures/models/tiny-llama/model.gguf', import.meta.url)),
);

/** As when a person opens the file: what it is, how it is run, how it writes. */
async function opened(bytes: Uint8Array<ArrayBuffer>): Promise<GgufHeader> {
  const header = await readHeader(blobRanges(new Blob([bytes])));
  llamaConfig(header);
  tokenizerOf(header.metadata);
  return header;
}

test('a GGUF with any bytes changed in its header is read or refused, soon', async () => {
  const end = 14_000 / tiny.length;
  const at = fc.double({ min: 0, max: end, noNaN: true });
  const number = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 62n, 2n ** 64n - 1n),
  );
  const bytes = fc
    .array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((list) => (file: Uint8Array) => {
      for (const [where, value] of list) file[Math.floor(where * file.length)] = value;
    });
  const wild = fc.tuple(at, number).map(([where, value]) => (file: Uint8Array) => {
    file.set(new Uint8Array(BigUint64Array.of(value).buffer), Math.floor(where * file.length));
  });
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, wild), async (hurt) => {
      const file = tiny.slice();
      hurt(file);
      if (await soonAndInWords(() => opened(file), 'unsupported-model')) taken++;
    }),
    { numRuns: 400 },
  );
  expect(taken).toBeGreaterThan(10);
});

test('a GGUF cut anywhere, or with a part missing or twice, is refused, soon', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async (hurt) => {
      await soonAndInWords(() => opened(hurt(tiny)), 'unsupported-model');
    }),
    { numRuns: 200 },
  );
});
