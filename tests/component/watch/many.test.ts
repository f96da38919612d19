/** Many at once: what stands under the runs once they are over. */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { diversities } from '../../../src/state/session/diversity';
import type { RunGrid } from '../../../src/state/session/run-grid.svelte';
import Runs from '../../../src/views/watch/many/Runs.svelte';
import '../../../src/ui/style';
import { pictureTrace, textTrace } from '../../helpers/traces';

test('the diversity of the pictures and of the texts, not while they are made', async () => {
  const traces = [1, 2, 3].map((seed) => ({
    a: textTrace({ spec: { seed, runId: `a${seed}` }, tokens: 4 + seed }),
    b: pictureTrace({ spec: { seed, steps: seed, runId: `b${seed}` }, size: 4 }),
  }));
  const cells = traces.map((one, i) => ({ label: `seed ${i}`, traces: one }));
  const grid = { cells, running: false, variations: [], variation: 'seed', count: 3 };
  const props = { busy: false, playhead: Infinity, onpick: () => undefined };
  // The part of a grid that the view reads.
  const as = (one: object) => one as unknown as RunGrid;
  const screen = await render(Runs, { ...props, grid: as(grid) });
  const [text, picture] = diversities(traces);
  const { container } = screen;
  expect(text && picture && text.mean > 0 && picture.mean > 0).toBe(true);
  expect(container.textContent).toContain(
    `Diversity of the 3 pictures: ${picture?.mean.toPrecision(2)}`,
  );
  expect(container.textContent).toContain(`Diversity of the 3 texts: ${text?.mean.toFixed(2)}`);
  await screen.rerender({ grid: as({ ...grid, running: true }) });
  expect(container.textContent).not.toMatch(/Diversity/);
});
