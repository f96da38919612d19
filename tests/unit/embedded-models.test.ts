/** The models that the repository holds are the ones that their manifests speak of. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseManifest } from '../../src/core/manifest';

const models = new URL('../../public/models/', import.meta.url);

// `index.json` beside them lists them.
const folders = readdirSync(models, { withFileTypes: true }).filter((one) => one.isDirectory());

test.each(folders.map(({ name }) => name))(
  '%s holds the files of its manifest, byte for byte',
  (id) => {
    const folder = new URL(`${id}/`, models);
    const manifest = parseManifest(
      JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')),
      id,
    );
    const stored = manifest.files.map(({ path }) => {
      const bytes = readFileSync(new URL(path, folder));
      return {
        path,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
    });
    expect(stored).toEqual(
      manifest.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    );
    expect(stored.length).toBeGreaterThan(0);
  },
);
