import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';

/** Cross-origin isolation: what shared memory, and so WASM threads, ask of the server. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export default defineConfig({
  // Relative addresses: the built site works from any host and any sub-path.
  base: './',
  plugins: [svelte()],
  worker: { format: 'es' },
  // The build of onnxruntime-web that names no WASM file by itself: engines/runtime/ort.ts does, so
  // that exactly one of its 27 MB variants is in dist, once.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  build: {
    target: 'es2023',
    // The WASM runtime is one large file and is meant to be.
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
  },
});
