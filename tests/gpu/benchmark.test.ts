import { expect } from 'vitest';
import { benchmarkSuite } from '../contract/support/benchmark-suite';

// One load: on SwiftShader each takes seconds.
const asked = { policies: ['alone', 'together'], starts: ['warm'] } as const;

benchmarkSuite('webgpu', asked, ({ engines, notes }) => {
  expect(engines.map(({ adapter }) => adapter?.software)).toEqual([true, true]);
  const said = notes.filter(({ code }) => code === 'software-adapter');
  expect(said.map(({ lane }) => lane)).toEqual(['language', 'diffusion']);
  expect(said[0]?.message).toContain('Software adapter, not comparable');
});
