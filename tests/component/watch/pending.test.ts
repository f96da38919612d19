/** A link to a model of the hub, while the page has not read yet what is on this device. */
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { keyOf } from '../../../src/core/model';
import { entryOf } from '../../../src/state/models/entry';
import { violations } from '../../helpers/axe';
import { settled } from '../../helpers/fakes';
import { about } from '../../helpers/models';
import { openWatch, run } from '../../helpers/watch';

const HUB = { source: 'hub', id: 'owner/name/linked.gguf', revision: 'c0'.repeat(20) } as const;
const ONLY = `?${new URLSearchParams({ prompt: 'a cat', lanes: keyOf(HUB) })}`;
const BESIDE = `?${new URLSearchParams({ prompt: 'a cat', lanes: `${keyOf(HUB)},emoji-denoiser` })}`;
const entry = entryOf(about({ ref: HUB }), 1000);
const looking = page.getByText('Looking for owner/name/linked.gguf on this device.');
const lanes = () => page.getByRole('region', { name: /^(Language|Diffusion) model/ }).elements();

async function pending(search: string) {
  const watch = await openWatch(search);
  let look = { resolve: () => {}, reject: (cause: Error): void => void cause };
  watch.session.settings.lookUp(
    new Promise<void>((resolve, reject) => (look = { resolve, reject })),
  );
  await settled();
  return { ...watch, look };
}

test('shows its lane, and no other in its place', async () => {
  const { session, look } = await pending(ONLY);
  await expect.element(looking).toBeVisible();
  expect(lanes()).toHaveLength(0);
  expect(await violations(document.body)).toEqual([]);
  session.settings.offer([entry]);
  look.resolve();
  await expect.element(looking).not.toBeInTheDocument();
  expect(lanes()).toHaveLength(1);
  expect(session.settings.lanes.map((lane) => lane.entry.id)).toEqual([keyOf(HUB)]);
});

test('stands beside the lanes that are known', async () => {
  await pending(BESIDE);
  await expect.element(looking).toBeVisible();
  expect(lanes()).toHaveLength(1);
});

test('waits with Run for the model, and runs that', async () => {
  const { session, environment, look } = await pending(ONLY);
  await run.click();
  await settled();
  expect(session.busy).toBe(true);
  expect(environment.of('autoregression')).toHaveLength(0);
  session.settings.offer([entry]);
  look.resolve();
  await expect.poll(() => environment.of('autoregression').length).toBe(1);
  expect(environment.newest('autoregression').loading.options.model).toEqual(HUB);
  expect(environment.of('diffusion')).toHaveLength(0);
});

test('runs nothing else where the model is not here, and says so', async () => {
  const { session, environment, look } = await pending(ONLY);
  await run.click();
  look.reject(new Error('no store'));
  await expect.poll(() => session.busy).toBe(false);
  expect(session.announcement).toBe(
    'owner/name/linked.gguf is not on this device. Nothing was run.',
  );
  await expect.element(page.getByText(/This link asks for owner/)).toBeVisible();
  expect(environment.of('autoregression')).toHaveLength(0);
  expect(lanes()).toHaveLength(2);
});

test('can be stopped while it waits', async () => {
  const { session, environment, look } = await pending(ONLY);
  await run.click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => session.busy).toBe(false);
  session.settings.offer([entry]);
  look.resolve();
  await settled();
  expect(environment.of('autoregression')).toHaveLength(0);
});
