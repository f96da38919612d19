/** The models in this checkout, as the site ships them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest, type ModelManifest } from '../../src/core/manifest';
import { ROOT } from './build';

/** @throws Error where the folder is missing or holds none. */
export function siteManifest(id: string): ModelManifest {
  const path = join(ROOT, 'public/models', id, 'manifest.json');
  return parseManifest(JSON.parse(readFileSync(path, 'utf8')), path);
}
