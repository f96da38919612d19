import { defineConfig } from '@playwright/test';
import { launchOptions } from './cli/page/browser';

/** End to end: the built page with the embedded models in a real browser. `npm test -- e2e`. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // The models of two pages at once would fight for two cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  // Room for a machine that does other things as well.
  timeout: 240_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env['CI'],
  use: {
    browserName: 'chromium',
    launchOptions: launchOptions('none'),
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
