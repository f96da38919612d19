import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Who may import whom (docs/architecture.md). Each rule says why. */
const layer = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: forbidden.map(([regex, message]) => ({ regex, message })) },
    ],
  },
});
const RUNTIMES = '^(onnxruntime-web|@huggingface/|@mlc-ai/)';
const noRuntime = [RUNTIMES, 'Only src/engines may import a runtime library: it runs in a worker.'];
const from = (...folders) => `(^|/)(${folders.join('|')})(/|$)`;
const TWINS = 'masked-diffusion|masked-diffusion-picture|autoregression-picture';
/** Rooms beside the importing one: `../diffusion`, and not `../../core/diffusion`. */
const beside = (...rooms) => `^(\\.\\./)+(${rooms.join('|')})(/|$)`;

export default ts.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'models',
      'public',
      'test-results',
      'playwright-report',
      'out',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // `({ index, ...rest })` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'svelte/no-at-html-tags': 'error',
    },
  },
  { files: ['cli/**', 'tests/**', '*.config.*'], rules: { 'no-console': 'off' } },
  layer(
    ['src/core/**'],
    [
      noRuntime,
      ['^svelte', 'core is plain TypeScript: it also runs in workers and in Node.'],
      [
        from('engines', 'workers', 'state', 'views', 'ui'),
        'core imports only core, and src/text for what it says to people.',
      ],
    ],
  ),
  // A leaf: whatever speaks to people may import it, in workers and in Node as well.
  layer(['src/text/*.ts'], [['^(?!\\./)', 'The catalogue of strings imports nothing but itself.']]),
  layer(
    ['src/text/en/**'],
    [['^(?!\\.{1,2}/[\\w-]+$)', 'The catalogue of strings imports nothing but itself.']],
  ),
  {
    files: ['src/core/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'core gets randomness passed in.' },
        { object: 'Date', property: 'now', message: 'core gets time passed in.' },
        { object: 'performance', property: 'now', message: 'core gets time passed in.' },
      ],
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'navigator',
        'fetch',
        'localStorage',
      ],
    },
  },
  layer(
    ['src/engines/autoregression/*.ts'],
    [
      ['^(onnxruntime-web|@mlc-ai/)', 'A network imports its runtime, the loop does not.'],
      [
        `${beside('diffusion', 'replay', 'roofline')}|${from('onnx', 'webllm', 'workers', 'state', 'views', 'ui')}`,
        'The loop is above no network: core and engines/runtime only.',
      ],
    ],
  ),
  layer(
    ['src/engines/autoregression/onnx/**'],
    [
      [
        `${beside('diffusion', 'replay', 'roofline')}|${from('webllm', 'workers', 'state', 'views', 'ui')}`,
        'A network under the loop of engines/autoregression: it imports that, core and runtime.',
      ],
    ],
  ),
  layer(
    ['src/engines/autoregression/webllm/**'],
    [
      [
        `${beside('diffusion', 'replay', 'roofline')}|${from('workers', 'state', 'views', 'ui')}`,
        'A network under the loop of engines/autoregression: it imports that, core and runtime.',
      ],
    ],
  ),
  layer(
    ['src/engines/diffusion/**'],
    [
      [
        `${beside('autoregression', 'diffusion', 'replay', 'roofline')}|${from('workers', 'state', 'views', 'ui')}`,
        'An engine imports core and engines/runtime only.',
      ],
    ],
  ),
  layer(
    [
      'src/engines/masked-diffusion/**',
      'src/engines/masked-diffusion-picture/**',
      'src/engines/autoregression-picture/**',
      'src/engines/picture-tokens/**',
    ],
    [
      [
        `^(\\.\\./)+(${TWINS})(/|$)|${beside('autoregression', 'diffusion', 'replay', 'roofline')}|${from('workers', 'state', 'views', 'ui')}`,
        'An engine imports core, engines/runtime and what twins share only.',
      ],
    ],
  ),
  layer(
    ['src/engines/gguf/**'],
    [
      [
        `${beside('autoregression', 'diffusion', 'replay', 'roofline')}|${from('hub', 'workers', 'state', 'views', 'ui')}`,
        'gguf reads files of any origin: it imports core and runtime only.',
      ],
    ],
  ),
  layer(
    ['src/hub/**'],
    [
      noRuntime,
      [
        from('engines', 'workers', 'state', 'views', 'ui'),
        'The client of the hub runs on the page and in workers: it imports core only.',
      ],
    ],
  ),
  layer(
    ['src/engines/replay/**'],
    [
      noRuntime,
      [
        `${beside('autoregression', 'diffusion', 'runtime', 'roofline')}|${from('workers', 'state', 'views', 'ui')}`,
        'replay runs on the page: core only.',
      ],
    ],
  ),
  layer(
    ['src/engines/roofline/**'],
    [
      noRuntime,
      [
        `${beside('autoregression', 'diffusion', 'replay')}|${from('workers', 'state', 'views', 'ui')}`,
        'The roofline has kernels of its own: core and engines/runtime only.',
      ],
    ],
  ),
  layer(
    ['src/engines/runtime/**'],
    [
      [
        `${beside('autoregression', 'diffusion', 'replay')}|${from('workers', 'state', 'views', 'ui')}`,
        'runtime is below the engines.',
      ],
    ],
  ),
  layer(
    ['src/workers/protocol.ts'],
    [
      noRuntime,
      [from('engines', 'state', 'views', 'ui'), 'The protocol is a leaf: it imports only core.'],
    ],
  ),
  layer(
    ['src/workers/client.ts', 'src/workers/host.ts', 'src/workers/roofline*(-protocol).ts'],
    [
      noRuntime,
      [from('engines', 'state', 'views', 'ui'), 'Only *.worker.ts import concrete engines.'],
    ],
  ),
  layer(
    ['src/state/**'],
    [
      noRuntime,
      [
        from('engines', 'workers', 'views', 'ui'),
        'state sees the Engine interface; the composition root injects it.',
      ],
    ],
  ),
  layer(
    ['src/views/**', 'src/ui/**'],
    [
      noRuntime,
      [
        from('engines', 'workers'),
        'Views read state and core types; they start nothing themselves.',
      ],
    ],
  ),
  {
    files: ['src/views/**', 'src/ui/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Views fetch nothing; state does.' },
        { name: 'Worker', message: 'Views start no worker.' },
      ],
    },
  },
);
