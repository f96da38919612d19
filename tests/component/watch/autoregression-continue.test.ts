/** The ways to continue a text differently: another candidate, an edited text. */
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { textOf } from '../../../src/core/autoregression/text';
import Lane from '../../../src/views/watch/autoregression/Lane.svelte';
import TokenStream from '../../../src/views/watch/autoregression/TokenStream.svelte';
import { pictureTrace, textTrace } from '../../gallery/samples';
import '../../../src/ui/style';

describe('continuing from here', () => {
  test('every candidate but the chosen one is a way to continue', async () => {
    const trace = textTrace();
    const onfork = vi.fn();
    const screen = await render(TokenStream, { trace, playhead: Infinity, onfork });
    await screen.getByRole('option').nth(7).click();
    const buttons = [...screen.container.querySelectorAll<HTMLElement>('td.fork button')];
    expect(buttons).toHaveLength(7);
    buttons[0]?.click();
    const token = trace.results[7];
    const other = token?.candidates.find(({ id }) => id !== token.id);
    expect(onfork).toHaveBeenCalledExactlyOnceWith(7, other?.id);
    await screen.rerender({ onfork: undefined });
    expect(screen.container.querySelector('td.fork')).toBeNull();
  });

  test('a lane continues its own run, whichever lane it is', async () => {
    const trace = textTrace();
    const fork = vi.fn();
    const props = { trace, playhead: Infinity, probe: {} as never, onseek: () => {} };
    const screen = await render(Lane, {
      ...props,
      lane: { id: 'c' } as never,
      session: { fork } as never,
    });
    await screen.getByRole('option').nth(7).click();
    screen.container.querySelector<HTMLElement>('td.fork button')?.click();
    const token = trace.results[7];
    const id = token?.candidates.find((one) => one.id !== token.id)?.id;
    expect(fork).toHaveBeenLastCalledWith('c', { kind: 'token', at: 7, id });
    await screen.getByRole('button', { name: 'Edit the text so far' }).click();
    await screen.getByRole('textbox', { name: 'The answer so far' }).fill('A red');
    await screen.getByRole('button', { name: 'Continue from this text' }).click();
    expect(fork).toHaveBeenLastCalledWith('c', { kind: 'text', at: 0, text: 'A red' });
    // Of another mechanism there is nothing to show here.
    await screen.rerender({ trace: pictureTrace({ steps: 1 }) });
    await expect.element(screen.getByText('The answer appears here')).toBeVisible();
  });

  test('the text so far can be edited and continued; Escape leaves it as it is', async () => {
    const trace = textTrace();
    const onedit = vi.fn();
    const playhead = trace.results[5]?.t ?? 0;
    const screen = await render(TokenStream, { trace, playhead, onedit });
    const open = screen.getByRole('button', { name: 'Edit the text so far' });
    await open.click();
    const area = screen.getByRole('textbox', { name: 'The answer so far' });
    await expect.element(area).toHaveValue(textOf(trace, 6));
    await expect.element(area).toHaveFocus();
    // The run continues; what is typed stays.
    await userEvent.keyboard(' gold');
    await screen.rerender({ playhead: Infinity });
    await expect.element(area).toHaveValue(`${textOf(trace, 6)} gold`);
    await userEvent.keyboard('{Escape}');
    expect(onedit).not.toHaveBeenCalled();
    await expect.element(open).toHaveFocus();
    await open.click();
    await area.fill('A red');
    await screen.getByRole('button', { name: 'Continue from this text' }).click();
    expect(onedit).toHaveBeenCalledExactlyOnceWith('A red');
    await expect.element(area).not.toBeInTheDocument();
  });
});
