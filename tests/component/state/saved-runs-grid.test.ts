import { expect, test } from 'vitest';
import { settled } from '../../helpers/fakes';
import { visit } from '../../helpers/keeping';

test('every one of many at once is kept when they are over', async () => {
  const page = visit();
  const { grid } = page.session;
  grid.variation = 'sampler';
  grid.count = 2;
  void grid.start();
  await settled();
  page.environment.newest('diffusion').loading.finish();
  await settled();
  page.step();
  await page.finish('diffusion');
  expect(page.history.entries).toEqual([]);
  page.step();
  await page.finish('diffusion');
  await expect.poll(() => page.history.entries.length).toBe(2);
  // On show is what was there before; one that is picked is not kept twice.
  expect(page.saved.kept).toBe(false);
  const [, picked] = grid.cells;
  const trace = picked?.traces['b'];
  if (!trace) throw new Error('nothing was made');
  page.session.lane('b').show(trace);
  expect(page.saved.kept).toBe(true);
  page.stop();
});
