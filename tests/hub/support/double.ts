/** The hub's double, from within a test. */
import { inject } from 'vitest';
import type { DoubleFile } from '../../support/hub-content';
import type { DoubleRepo, Entry, Order } from '../../support/hub-double';
import type { Fault } from '../../support/hub-sending';

export const ENDPOINT = inject('hubDouble');
/** The double as a hub, GitHub with it. */
export const HUB = {
  endpoint: ENDPOINT,
  pause: 20,
  github: { api: `${ENDPOINT}/github/api`, raw: `${ENDPOINT}/github/raw` },
};
let repos = 0;

/** One repository of the double, unlike all others. */
export class TestRepo {
  readonly sha = sha(++repos);
  files: readonly DoubleFile[] = [];

  private constructor(readonly id = `test/model-${Date.now().toString(36)}-${repos + 1}`) {}

  /** @param more with an `id` where the page knows the repository by its name */
  static async make(files: readonly DoubleFile[], more: Partial<DoubleRepo> = {}) {
    const repo = new TestRepo(more.id);
    await repo.define(files, more);
    return repo;
  }

  /** Sets, or changes, what the repository holds; `sha` may be another commit. */
  async define(files: readonly DoubleFile[], more: Partial<DoubleRepo> = {}): Promise<void> {
    this.files = files;
    await call('repo', { id: this.id, sha: this.sha, files, ...more } satisfies DoubleRepo);
  }

  /** Orders what is done to the next answers with a file, or with the description (`api`). */
  async order(path: string, fault: Fault, times = 1): Promise<void> {
    await call('order', { repo: this.id, path, fault, times } satisfies Order);
  }

  /** What was asked for so far. */
  async log(): Promise<Entry[]> {
    return (await call('log')).filter(({ repo }) => repo === this.id);
  }

  /** Bytes of this file that were sent, in all answers together. */
  async sent(path: string): Promise<number> {
    const log = (await this.log()).filter((entry) => entry.path === path);
    return log.reduce((sum, { sent }) => sum + sent, 0);
  }
}

export function sha(n: number): string {
  return n.toString(16).padStart(40, '0');
}

export const big = (bytes: number, path = 'model.gguf', seed = 1): DoubleFile => ({
  path,
  bytes,
  seed,
  lfs: true,
});
export const small = (bytes: number, path = 'config.json', seed = 2): DoubleFile => ({
  path,
  bytes,
  seed,
  lfs: false,
});

async function call(what: string, body?: unknown): Promise<Entry[]> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await (await fetch(`${ENDPOINT}/double/${what}`, init)).json()) as Entry[];
}
