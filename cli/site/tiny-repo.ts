/** A repository of the hub's double with the smallest model that this repository has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DoubleRepo } from '../../tests/support/hub-double';
import { ROOT } from './build';

export const TINY_REPO = 'test/Tiny-Llama-GGUF';

/** @param hub address of the double */
export async function tinyRepo(hub: string): Promise<void> {
  const bytes = readFileSync(join(ROOT, 'tests/fixtures/models/tiny-llama/model.gguf'));
  const repo: DoubleRepo = {
    id: TINY_REPO,
    sha: '71a7'.repeat(10),
    licence: 'apache-2.0',
    files: [
      {
        path: 'tiny-llama-Q4_1.gguf',
        bytes: bytes.length,
        seed: 0,
        lfs: true,
        base64: bytes.toString('base64'),
      },
      { path: 'README.md', bytes: 900, seed: 1, lfs: false },
    ],
  };
  await fetch(`${hub}/double/repo`, { method: 'POST', body: JSON.stringify(repo) });
}
