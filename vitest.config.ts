import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { browserArgs, findBrowser, type GpuFlags } from './cli/page/browser';
import { LAVAPIPE_BROWSER } from './cli/page/lavapipe';
import { OTHERS } from './cli/page/others';
import viteConfig from './vite.config';

/** On WebGPU, what one driver may do otherwise than another: `gpu` is the whole set. */
const TELLING = ['engines', 'lm-sequence', 'roofline', 'runtime'];

/** The built page, driven from Node in a browser that Playwright does not drive: one visit each. */
function visit(name: string) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`tests/browsers/${name}.test.ts`],
      environment: 'node' as const,
      testTimeout: 480_000,
      hookTimeout: 480_000,
      // After what failed, the rest of a visit says nothing.
      bail: 1,
      // Node 20 has it behind this flag; Firefox is driven over one.
      execArgv: ['--experimental-websocket'],
    },
  };
}

interface Where {
  readonly testTimeout?: number;
  readonly browser?: string;
  readonly globalSetup?: readonly string[];
}

function inBrowser(
  name: string,
  files: string[],
  gpu: GpuFlags,
  { testTimeout = 60_000, browser, globalSetup = [] }: Where = {},
) {
  const executablePath = browser ?? findBrowser() ?? undefined;
  return {
    extends: true as const,
    test: {
      name,
      include: files.map((file) => `tests/${file}.test.ts`),
      globalSetup: [...globalSetup],
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
          test: {
            name: 'unit',
            include: ['tests/unit/**/*.test.ts'],
            environment: 'node',
            setupFiles: ['tests/support/seed.ts'],
          },
        },
        // Views and state, every engine (in process, worker, replay) on the fixture models, and the
        // hub's client against a double of the hub.
        inBrowser('browser', ['component/**/*', 'contract/**/*', 'hub/**/*'], 'none', {
          globalSetup: ['tests/support/hub-setup.ts'],
        }),
        // The same engines on WebGPU, on two drivers; a missing adapter fails. `npm test -- gpu`
        // runs the whole set on lavapipe and a part on SwiftShader, which takes five times as
        // long; without lavapipe the whole set on SwiftShader.
        inBrowser('lavapipe', ['gpu/**/*', 'lavapipe/**/*'], 'software', {
          browser: LAVAPIPE_BROWSER,
        }),
        inBrowser(
          'swiftshader',
          TELLING.map((name) => `gpu/${name}`),
          'software',
        ),
        inBrowser('gpu', ['gpu/**/*'], 'software'),
        ...OTHERS.map(visit),
        // By hand, `npm run check:webllm`: the real weights in WebLLM, ten minutes on SwiftShader.
        inBrowser('webllm', ['webllm/**/*'], 'software', { testTimeout: 30 * 60_000 }),
      ],
    },
  }),
);
