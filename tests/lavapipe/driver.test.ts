/** That these tests run on lavapipe, which bears SwiftShader's name here (cli/page/lavapipe). */
import { expect, it } from 'vitest';

it('has the features that SwiftShader lacks', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect([...(adapter?.features ?? [])]).toEqual(
    expect.arrayContaining(['shader-f16', 'subgroups']),
  );
});
