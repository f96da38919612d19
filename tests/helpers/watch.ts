/** The page in an environment turned by hand, and the parts of its Watch view that tests reach for. */
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import App from '../../src/App.svelte';
import { Session } from '../../src/state/session/session.svelte';
import { Settings } from '../../src/state/settings/settings.svelte';
import { fakeAddress, FakeEnvironment, settled } from './fakes';

export const run = page.getByRole('button', { name: /^Run( again)?$/ });
export const stop = page.getByRole('button', { name: /^Stop/ });
export const words = page.getByLabelText('Prompt', { exact: true });
export const language = page.getByRole('region', { name: /^Language model/ });
export const diffusion = page.getByRole('region', { name: /^Diffusion model/ });

export type WatchPage = Awaited<ReturnType<typeof openWatch>>;

/** @param search the query string that the page is opened with */
export async function openWatch(search = '?prompt=a+red+apple') {
  const environment = new FakeEnvironment();
  const address = fakeAddress(search);
  const session = new Session(new Settings(address), environment);
  await render(App, { session, newSeed: () => 4242 });
  return {
    environment,
    address,
    session,
    /** Lets all models load. */
    async loaded() {
      await settled();
      environment.finishLoads();
      await settled();
    },
  };
}
