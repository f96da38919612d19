import { expect, test } from 'vitest';
import { settled } from '../../helpers/fakes';
import { visit } from '../../helpers/keeping';

test('every one of many at once is kept when they are over', async () => {
  const page = visit();
  const { many } = page.session;
  many.kind = 'sampler';
  many.count = 2;
  void many.start();
  await settled();
  page.world.newest('diffusion').loading.finish();
  await settled();
  page.step();
  await page.finish('diffusion');
  expect(page.history.entries).toEqual([]);
  page.step();
  await page.finish('diffusion');
  await expect.poll(() => page.history.entries.length).toBe(2);
  // On show is what was there before; one that is picked is not kept twice.
  expect(page.keeping.kept).toBe(false);
  const [, picked] = many.cells;
  if (!picked?.diffusion) throw new Error('nothing was made');
  page.session.diffusion.show(picked.diffusion);
  expect(page.keeping.kept).toBe(true);
  page.stop();
});
