/** The hub's double in the hub's place: for tests, and for `npm run check:hub -- --double`. */
import type { BrowserContext } from '@playwright/test';
import type {} from '../../src/models';

/**
 * Pages of this context take the double for the hub. The content policy of the one worker that may
 * ask the hub allows the double instead; everything else keeps the policy that it is served with.
 * @param context made with `serviceWorkers: 'block'`, or the worker would come from there
 * @param hub address of the double
 */
export async function useDouble(context: BrowserContext, hub: string): Promise<void> {
  await context.addInitScript((address) => {
    globalThis.decodeAndDenoiseHub = address;
  }, hub);
  await context.route(/\/models\.worker-[\w-]+\.js$/, async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    const policy = headers['content-security-policy']?.replace(
      /connect-src [^;]*/,
      "connect-src 'self' http://127.0.0.1:*",
    );
    if (policy) headers['content-security-policy'] = policy;
    await route.fulfill({ response, headers });
  });
}
