/** Keep and share as a person uses it: files that come in, the clipboard, the list of runs. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { encodeRun } from '../../../src/core/saved/codec';
import { MemoryRunStore } from '../../../src/state/saved/run-store';
import { setTheme, violations } from '../../helpers/axe';
import { catchDownloads } from '../../helpers/downloads';
import { button, openKeep } from '../../helpers/keep';
import { savedRun, traceFile } from '../../helpers/keeping';
import { pictureTrace } from '../../helpers/traces';
import '../../../src/ui/style';

let current: ReturnType<typeof openKeep>;
let saved: typeof current.saved;
let downloads: ReturnType<typeof catchDownloads>;

function open(options?: Parameters<typeof openKeep>[0]) {
  current = openKeep(options);
  ({ saved } = current);
}

beforeEach(() => {
  downloads = catchDownloads();
});

afterEach(() => {
  current.stop();
  vi.restoreAllMocks();
  setTheme('light');
});

/** As a person drags a file onto the page. */
function drag(kind: string, file: File): boolean {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  return document.body.dispatchEvent(
    new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }),
  );
}

describe('without a run', () => {
  test('only opening is possible', async () => {
    open();
    await expect.element(button('Save as a file')).toBeDisabled();
    await expect.element(button('Copy link')).toBeDisabled();
    await expect.element(button('Animated GIF')).toBeDisabled();
    await expect.element(button('Text')).toBeDisabled();
    await expect.element(button('Open a file')).toBeEnabled();
    await expect.element(page.getByText('none yet')).toBeVisible();
  });
});

describe('files in', () => {
  test('chosen: the run is shown, said, and can be kept', async () => {
    open();
    await page.getByLabelText('A saved run').upload(await traceFile());
    await expect
      .element(page.getByText(/“a cat”, opened from a-cat\.trace; made on WASM, 2 threads/))
      .toHaveTextContent(/in Chromium 141 on Linux, 25 Nov 2026/);
    await button('Keep on this device').click();
    await expect.element(button('Kept on this device')).toBeDisabled();
    await button('Back to the recording').click();
    expect(current.recordings()).toBe(1);
  });

  test('dropped anywhere: said while it is over the page, then opened', async () => {
    open();
    const file = await traceFile();
    expect(drag('dragenter', file)).toBe(false);
    await expect.element(page.getByText('Drop the file to open it')).toBeVisible();
    // Not prevented, the browser would leave the page.
    expect(drag('dragover', file)).toBe(false);
    expect(drag('drop', file)).toBe(false);
    await expect.element(page.getByText('Opened run.')).toBeVisible();
    await expect.element(page.getByText('Drop the file to open it')).not.toBeInTheDocument();
  });

  test('text that is dragged is left alone', () => {
    open();
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'words');
    const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
  });

  test('that are none: the reason, as text, until it is dismissed; the run stays', async () => {
    open();
    await saved.openFile(await traceFile());
    const evil = new File(['<img src=x onerror=alert(1)>'], '<b>evil</b>.trace');
    await saved.openFile(evil);
    const alert = page.getByRole('alert');
    await expect.element(alert).toHaveTextContent('<b>evil</b>.trace cannot be opened.');
    await expect.element(alert).toHaveTextContent('What was shown before stays.');
    await expect.element(page.getByText('Opened run.')).toBeVisible();
    expect(alert.element().querySelector('b')).toBeNull();
    await button('Dismiss').click();
    await expect.element(alert).not.toBeInTheDocument();
  });

  test('with markup in every text show it as text', async () => {
    open();
    const markup = '<img src=x onerror="document.title=1">';
    const run = savedRun({
      picture: pictureTrace({ size: 8, spec: { steps: 3, prompt: markup } }),
    });
    await saved.openFile(await traceFile({ ...run, userAgent: markup }, `${markup}.trace`));
    await saved.keep();
    await page.getByText('Runs on this device').click();
    await expect.element(page.getByText('shown now', { exact: true })).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
    await expect.element(button(markup)).toBeVisible();
  });
});

describe('the clipboard', () => {
  test('gets link and citation, and what the link cannot promise is said', async () => {
    const copied: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      copied.push(text);
    });
    open();
    await saved.openFile(await traceFile());
    await button('Copy link').click();
    await expect.element(page.getByText(/^Link copied\. The same tokens and pixels/)).toBeVisible();
    expect(new URL(copied[0] ?? '').searchParams.get('prompt')).toBe('a cat');
    await button('Copy citation').click();
    await expect.poll(() => copied[1]).toMatch(/^Decode & Denoise .*“a cat”, seed 7/);
  });

  test('that is forbidden: the text stands there, selected, to be copied by hand', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no'));
    open();
    await saved.openFile(await traceFile());
    await button('Copy citation').click();
    const field = page.getByLabelText('To copy');
    await expect.element(field).toHaveFocus();
    const { value, selectionEnd } = field.element() as HTMLTextAreaElement;
    expect(value).toMatch(/^Decode & Denoise/);
    expect(selectionEnd).toBe(value.length);
  });
});

describe('runs on this device', () => {
  async function three() {
    open();
    for (const [i, id] of ['one', 'two', 'three'].entries())
      await saved.history.keep({
        ...savedRun({ id }),
        createdAt: `2026-11-25T10:0${i}:00.000Z`,
      });
    await page.getByText('Runs on this device').click();
    await expect.element(button('a three')).toBeVisible();
  }

  test('are opened, pinned and deleted by keyboard, and deleting can be undone', async () => {
    await three();
    expect(page.getByRole('listitem').elements()).toHaveLength(3);
    (button('a two').element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Your earlier run.')).toBeVisible();
    await expect
      .element(page.getByRole('listitem').filter({ hasText: 'shown now' }))
      .toHaveTextContent('a two');
    await userEvent.keyboard('{Tab}{Enter}');
    await expect.element(button('Pin “a two”')).toHaveAttribute('aria-pressed', 'true');
    await userEvent.keyboard('{Tab}{Enter}');
    await expect.element(button('a two')).not.toBeInTheDocument();
    // The focus is at the next row, not lost.
    await expect.element(button('Delete “a one”')).toHaveFocus();
    await button('Undo').click();
    await expect.element(button('a two')).toBeVisible();
    // The run on show stayed on show.
    expect(saved.session.lane('b').trace?.spec.prompt).toBe('a two');
  });

  test('are all deleted at once, with a way back', async () => {
    await three();
    await button('Delete all').click();
    await expect.element(page.getByText('Deleted 3 runs.')).toBeVisible();
    await expect.element(page.getByRole('listitem')).not.toBeInTheDocument();
    await expect.element(button('Undo')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(3);
  });

  test('a date that cannot be read hides no run', async () => {
    open();
    await saved.history.keep(savedRun({ id: 'one' }));
    const createdAt = '2026-11-25T10:00:00+05';
    await saved.history.keep({ ...savedRun({ id: 'two' }), createdAt });
    await page.getByText('Runs on this device').click();
    await expect.element(button('a one')).toBeVisible();
    await expect
      .element(page.getByRole('listitem').filter({ hasText: 'a two' }))
      .toHaveTextContent('date unknown');
  });

  test('many: some at first, all on demand', async () => {
    open();
    for (let i = 0; i < 15; i++) await saved.history.keep(savedRun({ id: `run ${i}` }));
    await page.getByText('Runs on this device').click();
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(12);
    await button('Show all 15').click();
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(15);
  });

  test('storage full: said beside a button that saves the run as a file', async () => {
    class Full extends MemoryRunStore {
      override put(): Promise<void> {
        return Promise.reject(new DOMException('full', 'QuotaExceededError'));
      }
    }
    open({ open: async () => new Full() });
    await saved.openFile(await traceFile());
    await saved.keep();
    const alert = page.getByRole('alert');
    await expect
      .element(alert)
      .toHaveTextContent('Kept in memory only, until this page is closed.');
    await expect.element(alert).toHaveTextContent('This device has no room left');
    await alert.getByRole('button').click();
    expect((await downloads.newest('a-cat-seed-7.trace')).size).toBeGreaterThan(100);
    await page.getByText('Runs on this device').click();
    await expect.element(page.getByText('in memory only', { exact: true })).toBeVisible();
  });
});

test('the figures of the run stand as tables too', async () => {
  open();
  await expect.element(button('Tables')).toBeDisabled();
  await saved.openFile(await traceFile());
  await button('Tables').click();
  await expect.element(button('Tables')).toHaveAttribute('aria-expanded', 'true');
  const table = page.getByRole('table', { name: 'Diffusion model: all steps' });
  const [, picture] = savedRun().traces;
  expect(table.getByRole('row').elements()).toHaveLength(1 + (picture?.results.length ?? 0));
  await expect.element(table.getByRole('columnheader', { name: 'final so far' })).toBeVisible();
  await expect.element(table.getByRole('row').last()).toHaveTextContent(/100\s%$/);
  await expect.element(page.getByRole('table', { name: /^Language model/ })).toBeVisible();
  expect(await violations(document.body)).toEqual([]);
  await button('Tables').click();
  await expect.element(table).not.toBeInTheDocument();
});

describe('axe finds nothing', () => {
  test.each(['light', 'dark'] as const)('in any state, %s', async (theme) => {
    setTheme(theme);
    open();
    expect(await violations(document.body)).toEqual([]);
    const bytes = encodeRun(savedRun());
    await saved.openFile(new File([bytes.slice(0, bytes.length - 99)], 'cut.trace'));
    await saved.keep();
    await saved.openFile(new File(['x'], 'bad.trace'));
    await button('PNG').click();
    await page.getByText('Runs on this device').click();
    await expect.element(button('a cat')).toBeVisible();
    drag('dragenter', await traceFile());
    await expect.element(page.getByText('Drop the file to open it')).toBeVisible();
    expect(await violations(document.body)).toEqual([]);
  });
});
