import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { createRawSnippet } from 'svelte';
import Banner from '../../src/ui/Banner.svelte';
import Button from '../../src/ui/Button.svelte';
import Disclosure from '../../src/ui/Disclosure.svelte';
import NumberField from '../../src/ui/NumberField.svelte';
import Progress from '../../src/ui/Progress.svelte';
import Segmented from '../../src/ui/Segmented.svelte';
import Select from '../../src/ui/Select.svelte';
import '../../src/ui/style';
import { setTheme, violations } from '../helpers/axe';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

describe('NumberField', () => {
  test('gives the number when the person is done, not while typing', async () => {
    const onchange = vi.fn();
    const screen = await render(NumberField, { label: 'Tokens', value: 48, onchange });
    const field = screen.getByLabelText('Tokens');
    await field.fill('64');
    expect(onchange).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onchange.mock.calls).toEqual([[64]]);
  });

  test('an empty field goes back to the number in force', async () => {
    const onchange = vi.fn();
    const screen = await render(NumberField, { label: 'Tokens', value: 48, onchange });
    const field = screen.getByLabelText('Tokens');
    await field.fill('');
    await userEvent.keyboard('{Tab}');
    await expect.element(field).toHaveValue(48);
    expect(onchange).not.toHaveBeenCalled();
  });

  test('shows what the owner made of a wild number, and why', async () => {
    let value = 48;
    const screen = await render(NumberField, {
      label: 'Tokens',
      value,
      // The owner's answer is the number that was in force before: the prop does not change.
      onchange: (wild: number) => (value = Math.min(48, wild)),
      note: 'Tokens 99999 is outside 1 to 48: 48 is used.',
    });
    const field = screen.getByLabelText('Tokens');
    await field.fill('99999');
    await userEvent.keyboard('{Enter}');
    await expect.element(field).toHaveValue(48);
    await expect.element(field).toHaveAccessibleDescription(/48 is used/);
  });
});

test('Segmented is a radio group: the arrow keys choose', async () => {
  const onchange = vi.fn();
  const screen = await render(Segmented, {
    legend: 'View',
    value: 'a',
    options: [
      { value: 'a', label: 'First' },
      { value: 'b', label: 'Second' },
    ],
    onchange,
  });
  await screen.getByRole('radio', { name: 'First' }).click();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(screen.getByRole('radio', { name: 'Second' })).toBeChecked();
  expect(onchange).toHaveBeenLastCalledWith('b');
});

test('Select gives the value of the option, a number too', async () => {
  const onchange = vi.fn();
  const screen = await render(Select, {
    label: 'Style',
    value: 0,
    options: [
      { value: 0, label: 'any' },
      { value: 3, label: 'flat' },
    ],
    onchange,
  });
  await screen.getByLabelText('Style').selectOptions('flat');
  expect(onchange.mock.calls).toEqual([[3]]);
});

test('Disclosure opens by keyboard', async () => {
  const screen = await render(Disclosure, { summary: 'Settings', children: words('inside') });
  await expect.element(screen.getByText('inside')).not.toBeVisible();
  screen.container.querySelector('summary')?.focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('inside')).toBeVisible();
});

test('a Banner interrupts only when something is wrong, and shows markup as text', async () => {
  const screen = await render(Banner, { title: 'Loaded.', text: '<b>not bold</b>' });
  await expect.element(screen.getByRole('status')).toHaveTextContent('Loaded. <b>not bold</b>');
  await screen.rerender({ kind: 'error', title: 'Damaged.', ondismiss: () => undefined });
  await expect.element(screen.getByRole('alert')).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Dismiss' })).toBeVisible();
});

test('Progress says how far it is, or only that it is busy', async () => {
  const screen = await render(Progress, { label: 'Weights', loaded: 30, total: 120 });
  const bar = screen.getByRole('progressbar', { name: 'Weights' });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '25');
  await screen.rerender({ loaded: 500 });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '100');
  await screen.rerender({ total: 0 });
  await expect.element(bar).not.toHaveAttribute('aria-valuenow');
});

test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (theme) => {
  setTheme(theme);
  const children = words('Run');
  const all = [
    await render(Button, { variant: 'primary', children }),
    await render(Button, { children }),
    await render(Button, { variant: 'quiet', children }),
    await render(NumberField, { label: 'Steps', value: 20, unit: 'steps', note: 'Brought down.' }),
    await render(Select, { label: 'Style', value: 0, options: [{ value: 0, label: 'any' }] }),
    await render(Segmented, {
      legend: 'View',
      value: 'a',
      options: [
        { value: 'a', label: 'First' },
        { value: 'b', label: 'Second' },
      ],
    }),
    await render(Disclosure, { summary: 'More', detail: '3 things', open: true, children }),
    await render(Progress, {
      label: 'Weights',
      loaded: 1,
      total: 3,
      detail: '1 of 3 MB',
      next: 'x',
    }),
    ...(await Promise.all(
      (['info', 'warn', 'error'] as const).map((kind) =>
        render(Banner, { kind, title: 'Title.', text: 'Text.', ondismiss: () => undefined }),
      ),
    )),
  ];
  for (const screen of all) expect(await violations(screen.container)).toEqual([]);
});
