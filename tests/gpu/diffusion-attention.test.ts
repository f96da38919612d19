import { it } from 'vitest';
import { openAttention } from '../../src/engines/diffusion/attention';
import { loadModels } from '../../src/engines/diffusion/load';
import { looksAsTheReference } from '../contract/support/attention-suite';
import { never, options, TINY } from '../contract/support/diffusion';

it('attention on the GPU is the reference’s in Python', async () => {
  const loaded = await loadModels(options(TINY, 'webgpu'), () => undefined, never);
  const network = await openAttention(loaded, options(TINY, 'webgpu'));
  await looksAsTheReference(TINY, loaded, network);
  await loaded.sessions.release();
}, 120_000);
