import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Later from '../../../src/views/watch/Later.svelte';

const children = createRawSnippet((part: () => unknown) => ({
  render: () => `<p>${String(part())}</p>`,
}));

test('a part is fetched before anyone asks for it, once the browser is idle', async () => {
  const fetch = vi.fn(() => Promise.resolve({ default: 'the part' }));
  const screen = await render(Later, { fetch, wanted: false, children });
  await expect.element(screen.getByText('the part')).toBeInTheDocument();
  await screen.rerender({ wanted: true });
  await expect.element(screen.getByText('the part')).toBeInTheDocument();
  expect(fetch).toHaveBeenCalledOnce();
});

test('what did not arrive is said when it is asked for, and fetched when it is asked for again', async () => {
  const fetch = vi
    .fn<() => Promise<{ default: string }>>(() => Promise.resolve({ default: 'the part' }))
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockRejectedValueOnce(new TypeError('Failed to fetch'));
  const screen = await render(Later, { fetch, wanted: false, children });
  await expect.poll(() => fetch.mock.calls.length).toBe(1);
  expect(screen.getByRole('alert').elements()).toEqual([]);
  await screen.rerender({ wanted: true });
  await expect.element(screen.getByRole('alert')).toHaveTextContent('could not be loaded');
  await screen.rerender({ wanted: false });
  await screen.rerender({ wanted: true });
  await expect.element(screen.getByText('the part')).toBeInTheDocument();
  expect(screen.getByRole('alert').elements()).toEqual([]);
});
