import { expect } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import '../../src/ui/style';
import ResultView from '../../src/views/compare/ResultView.svelte';
import { benchmarkSuite } from '../contract/support/benchmark-suite';

// One load: on SwiftShader each takes seconds.
const asked = { policies: ['alone', 'together'], starts: ['warm'] } as const;

benchmarkSuite('webgpu', asked, async (result) => {
  const { engines, notes } = result;
  expect(engines.map(({ adapter }) => adapter?.software)).toEqual([true, true]);
  const said = notes.filter(({ code }) => code === 'software-adapter');
  expect(said.map(({ lane }) => lane)).toEqual(['a', 'b']);
  expect(said[0]?.message).toContain('Software adapter, not comparable');

  await render(ResultView, { result, origin: 'own', running: false });
  for (const lane of ['language', 'diffusion']) {
    const figures = page.getByRole('region', { name: `Figures of the ${lane} model` });
    await expect.element(figures).toHaveTextContent('software adapter, not comparable');
  }
  expect(document.querySelectorAll('svg[role=img]')).toHaveLength(2);
});
