/** The hub's double in the hub's place: for tests, and for `npm run check:hub -- --double`. */
import type { BrowserContext } from '@playwright/test';
import type {} from '../../src/models';

/**
 * Pages of this context take the double for the hub. Where the site is served with its content
 * policy, the policy forbids that: only the hub's own hosts are let through.
 * @param hub address of the double
 */
export async function useDouble(context: BrowserContext, hub: string): Promise<void> {
  await context.addInitScript((address) => {
    globalThis.decodeAndDenoiseHub = address;
  }, hub);
}
