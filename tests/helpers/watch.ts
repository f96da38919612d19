/** The page in a world turned by hand, and the parts of its Watch view that tests reach for. */
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import App from '../../src/App.svelte';
import { Comparison } from '../../src/state/session/session.svelte';
import { Settings } from '../../src/state/settings/settings.svelte';
import { fakeAddress, FakeWorld, settled } from './fakes';
import { KINDS } from './session';

export const run = page.getByRole('button', { name: /^Run( again)?$/ });
export const stop = page.getByRole('button', { name: /^Stop/ });
export const words = page.getByLabelText('What shall it be about?');
export const language = page.getByRole('region', { name: /^Language model/ });
export const diffusion = page.getByRole('region', { name: /^Diffusion model/ });

export type WatchPage = Awaited<ReturnType<typeof openWatch>>;

/** @param search the query string that the page is opened with */
export async function openWatch(search = '?prompt=a+red+apple') {
  const world = new FakeWorld();
  const address = fakeAddress(search);
  const session = new Comparison(new Settings(address), world);
  await render(App, { session, newSeed: () => 4242 });
  return {
    world,
    address,
    session,
    /** Lets both models load. */
    async loaded() {
      await settled();
      for (const kind of KINDS) world.newest(kind).loading.finish();
      await settled();
    },
  };
}
