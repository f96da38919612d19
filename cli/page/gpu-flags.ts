/** Which flags for the browser fit this machine and what is asked for. */
import type { Page } from '@playwright/test';
import { launchBrowser, type GpuFlags } from './browser';

export interface GpuWish {
  readonly backend: 'auto' | 'webgpu' | 'wasm';
  readonly gpu: 'auto' | 'real' | 'software';
}

/**
 * `auto` tries the real GPU first and asks the browser what it finds.
 * @param url any page of the secure origin that will be opened
 */
export async function gpuFlags(
  { backend, gpu }: GpuWish,
  url: string,
  say: (message: string) => void,
): Promise<GpuFlags> {
  if (gpu !== 'auto') return gpu;
  if (backend === 'wasm') return 'none';
  if (backend === 'auto') return 'real';
  const browser = await launchBrowser('real');
  try {
    const page = await browser.newPage();
    // Any page of a secure origin will do for the question, the weights need not load.
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto(url);
    const found = await hasAdapter(page);
    if (!found) say('No GPU for WebGPU here: SwiftShader computes it on the CPU, slowly.');
    return found ? 'real' : 'software';
  } finally {
    await browser.close();
  }
}

function hasAdapter(page: Page): Promise<boolean> {
  return page.evaluate(async () => !!(await navigator.gpu?.requestAdapter()));
}
