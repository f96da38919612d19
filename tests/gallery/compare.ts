/**
 * The Compare view in every state, for the eye: `npx vite`, then /tests/gallery/compare.html.
 * `?state=` picks one; not part of the build.
 */
import { mount } from 'svelte';
import '../../src/ui/style';
import Compare from '../../src/views/compare/Compare.svelte';
import { compareProps, ROOFLINE } from '../helpers/compare';
import { benchResult, GPU_LIMITS, softwareEngine, WRONG } from '../helpers/results';

const gpu = {
  backend: 'webgpu',
  threads: 0,
  adapter: {
    vendor: 'apple',
    architecture: 'metal-3',
    description: '',
    software: false,
    f16: true,
  },
} as const;
const laptop = benchResult({
  id: 'laptop',
  label: 'My laptop',
  slower: 0.2,
  engine: { autoregression: gpu, diffusion: gpu },
  limits: GPU_LIMITS,
});

const STATES = {
  idle: () => compareProps(),
  example: () => compareProps({ example: benchResult({ id: 'example' }) }),
  lanes: () => compareProps({ own: benchResult({ twoTexts: true }) }),
  measured: () => compareProps({ measured: ROOFLINE }),
  measuring: async () => {
    const shown = await compareProps();
    shown.device.phase = 'measuring';
    shown.device.progress = { done: 4, total: 19, label: 'One core: arithmetic in f32' };
    return shown;
  },
  loading: async () => {
    const shown = await compareProps();
    shown.bench.phase = 'loading';
    shown.bench.progress = {
      done: 0,
      total: 30,
      atMost: false,
      leftMs: null,
      what: 'Round 1, alone, cold',
    };
    shown.bench.loading = {
      phase: 'weights',
      label: 'SmolLM2 135M, weights',
      loaded: 3e7,
      total: 9.8e7,
      fromDevice: true,
      next: 'warm-up',
    };
    return shown;
  },
  running: async () => {
    const shown = await compareProps({ own: benchResult({ rounds: 2 }) });
    shown.bench.phase = 'running';
    shown.bench.progress = {
      done: 12,
      total: 30,
      atMost: false,
      leftMs: 184_000,
      what: 'Round 3, together, warm',
    };
    return shown;
  },
  done: () => compareProps({ own: benchResult() }),
  sweeps: () =>
    compareProps({
      own: benchResult({ sweeps: ['tokens', 'steps', 'guidance', 'batch', 'threads', 'context'] }),
    }),
  gpu: () => compareProps({ own: laptop }),
  wrong: () =>
    compareProps({
      own: benchResult({
        engine: { autoregression: { knownAnswer: WRONG } },
        changes: {
          notes: [
            {
              code: 'known-answer',
              level: 'wrong',
              lane: 'a',
              message:
                'The language model does not give its known answer on this device (logits of 8 tokens: off by 3.2, at most 0.05 is right). Its figures are wrong, however fast they look.',
            },
          ],
        },
      }),
    }),
  software: () =>
    compareProps({
      own: benchResult({
        slower: 9,
        engine: { autoregression: softwareEngine, diffusion: softwareEngine },
        changes: {
          notes: [
            {
              code: 'software-adapter',
              level: 'warning',
              lane: null,
              message: 'Software adapter, not comparable: WebGPU is computed on the CPU.',
            },
          ],
        },
      }),
    }),
  failed: async () => {
    const shown = await compareProps({
      own: benchResult({
        rounds: 2,
        changes: {
          end: {
            complete: false,
            why: 'device-lost',
            message: 'failed after 12 of 30 runs: The GPU was taken away.',
          },
          notes: [
            {
              code: 'failed',
              level: 'warning',
              lane: null,
              message: 'Incomplete: failed after 12 of 30 runs: The GPU was taken away.',
            },
            {
              code: 'battery',
              level: 'warning',
              lane: null,
              message: 'On battery power: the machine may be slower than it can be.',
            },
          ],
        },
      }),
    });
    shown.bench.phase = 'failed';
    shown.bench.error = {
      code: 'device-lost',
      message: 'The GPU was taken away by the system.',
      hint: 'Continue, or run on the processor.',
    };
    return shown;
  },
  imported: async () => {
    const shown = await compareProps({
      own: benchResult(),
      others: [
        laptop,
        benchResult({
          id: 'third',
          slower: 1.02,
          changes: { createdAt: '2026-10-01T08:00:00.000Z' },
        }),
      ],
    });
    await shown.results.importText('{');
    return shown;
  },
};

const name = new URLSearchParams(location.search).get('state') ?? 'done';
const open = STATES[name as keyof typeof STATES] ?? STATES.done;
const target = document.getElementById('app');
if (target) {
  target.style.cssText =
    'max-inline-size: 80rem; margin: auto; padding: 1rem clamp(1rem, 4vw, 2.5rem)';
  mount(Compare, { target, props: (await open()).props });
}
