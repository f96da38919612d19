/** Models that are not this site's, for tests: files of the fixtures, handed over as the page does it. */
import { LAYOUT_RUNS, type LayoutId, type StoredRole } from '../../../src/core/stored';
import type { LoadOptions } from '../../../src/core/run/engine';
import type { BackendChoice } from '../../../src/core/run/engine';

export interface Given {
  readonly role: StoredRole;
  readonly path: string;
  readonly blob: Blob;
}

export function storedOptions(
  layout: LayoutId,
  name: string,
  given: readonly Given[],
  backend: BackendChoice,
  recipe = '',
): LoadOptions {
  const { mechanism, runtimes } = LAYOUT_RUNS[layout];
  const sha256 = name.padEnd(64, '0').slice(0, 64);
  return {
    mechanism,
    model: { source: 'hub', id: `tests/${name}`, revision: 'f'.repeat(40) },
    stored: { layout, name, sha256, recipe, files: given.map((file) => ({ ...file, sha256 })) },
    runtime: runtimes[0] ?? 'onnxruntime',
    needs: [],
    baseUrl: new URL('/', location.href).href,
    backend,
    threads: 2,
  };
}

/** A file of the tests' fixtures. */
export async function fixture(path: string): Promise<Blob> {
  const response = await fetch(new URL(`/tests/fixtures/${path}`, location.href));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.blob();
}
