import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { browserArgs, findBrowser, type GpuFlags } from './cli/page/browser';
import viteConfig from './vite.config';

function inBrowser(
  name: string,
  folders: string[],
  gpu: GpuFlags,
  { testTimeout = 60_000, globalSetup = [] as string[] } = {},
) {
  const executablePath = findBrowser() ?? undefined;
  return {
    extends: true as const,
    test: {
      name,
      include: folders.map((folder) => `tests/${folder}/**/*.test.ts`),
      globalSetup,
      testTimeout,
      hookTimeout: testTimeout,
      // One page at a time: engines of two files would fight for two cores.
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args: browserArgs(gpu) } }),
        instances: [{ browser: 'chromium' as const }],
      },
    },
  };
}

export default mergeConfig(
  viteConfig,
  defineConfig({
    // Found late by Vite otherwise, which then reloads the page in the middle of a test.
    optimizeDeps: { include: ['@noble/hashes/legacy.js', 'axe-core', 'fast-check', 'gifenc'] },
    test: {
      projects: [
        {
          extends: true,
          test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], environment: 'node' },
        },
        // Views and state, every engine (in process, worker, replay) on the fixture models, and the
        // hub's client against a double of the hub.
        inBrowser('browser', ['component', 'contract', 'hub'], 'none', {
          globalSetup: ['tests/support/hub-setup.ts'],
        }),
        // The same engines on WebGPU by SwiftShader; a missing adapter fails.
        inBrowser('gpu', ['gpu'], 'software'),
        // By hand, `npm run check:webllm`: the real weights in WebLLM, ten minutes on SwiftShader.
        inBrowser('webllm', ['webllm'], 'software', { testTimeout: 30 * 60_000 }),
      ],
    },
  }),
);
