/** What every end-to-end test shares: the hosts, and a page with names for what a person sees. */
import { test as base, expect, type Page } from '@playwright/test';
import { DIST, ensureBuilt } from '../../../cli/site/build';
import { serveSite, type Served } from '../../../cli/site/serve';
import { decodeRun, type SavedRun } from '../../../src/core/saved/codec';
import type {} from '../../../src/automation';
import { startHost, type Host } from './host';

interface Hosts {
  /** As `npm start` serves it. */
  readonly site: Served;
  /** A static host with a sub-path, no headers, and files that can be made to fail. */
  readonly plain: Host;
}

export const test = base.extend<object, Hosts>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
    async ({}, use) => {
      await ensureBuilt(console.log);
      const served = await serveSite({ port: 0 });
      await use(served);
      await served.close();
    },
    { scope: 'worker' },
  ],
  plain: [
    // eslint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      await ensureBuilt(console.log);
      const host = await startHost({ root: DIST, path: '/some/where/', isolated: false });
      await use(host);
      await host.close();
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** The page as a person uses it. */
export class Watch {
  constructor(readonly page: Page) {}

  readonly prompt = () => this.page.getByLabel('Prompt', { exact: true });
  readonly runButton = () => this.page.getByRole('button', { name: /^Run/ });
  readonly stopButton = () => this.page.getByRole('button', { name: /^Stop/ });
  readonly language = () => this.page.getByRole('region', { name: /^Language model/ });
  readonly diffusion = () => this.page.getByRole('region', { name: /^Diffusion model/ });
  readonly answer = () => this.page.getByTestId('answer');

  async open(url: string, query: Record<string, string | number> = {}): Promise<void> {
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]) => [key, String(value)]),
    );
    await this.page.goto(`${url}?${search}`);
    await expect(this.runButton()).toBeVisible();
    await this.page.waitForFunction(() => 'decodeAndDenoise' in globalThis);
  }

  phase(): Promise<string> {
    return this.page.evaluate(() => globalThis.decodeAndDenoise.state().phase);
  }

  /** Waits until the run that goes on has written so many tokens. */
  async writing(tokens: number, timeout = 200_000): Promise<void> {
    await expect
      .poll(
        () =>
          this.page.evaluate(() => {
            const { phase, progress } = globalThis.decodeAndDenoise.state();
            return phase === 'running' ? Number(/(\d+) token/.exec(progress)?.[1] ?? 0) : 0;
          }),
        { timeout, intervals: [50] },
      )
      .toBeGreaterThanOrEqual(tokens);
  }

  /** Presses Run and waits until all lanes are over. @returns how it ended */
  async run(timeout = 200_000): Promise<string> {
    await this.runButton().click();
    return this.over(timeout);
  }

  async over(timeout = 200_000): Promise<string> {
    await expect.poll(() => this.phase(), { timeout }).toMatch(/done|failed|idle/);
    return this.phase();
  }

  async saved(): Promise<SavedRun> {
    const bytes = await this.page.evaluate(() => globalThis.decodeAndDenoise.savedRun());
    if (!bytes) throw new Error('there is no live run');
    return decodeRun(Uint8Array.from(bytes));
  }
}

/** The weights and graphs of models, not their manifests. */
export function isModelFile(url: string): boolean {
  return /\/models\/[^/]+\/(?!manifest\.json)/.test(url);
}
