/** Keep and share as a person uses it: buttons, files that come out, the list of runs, the notes. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { encodeRun } from '../../src/core/codec';
import { toByte, toRgba } from '../../src/core/image';
import { unpackRun } from '../../src/state/saved-run';
import { MemoryShelf } from '../../src/state/shelf';
import { enlarged, filmOf } from '../../src/views/watch/share/export/frames';
import { fileName } from '../../src/views/watch/share/device';
import Keep from '../../src/views/watch/share/Keep.svelte';
import ShownNote from '../../src/views/watch/share/ShownNote.svelte';
import { setTheme, violations } from '../helpers/axe';
import { savedRun, traceFile, visit } from '../helpers/keeping';
import { diffusionTrace } from '../helpers/traces';
import '../../src/ui/style';

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const picture = diffusionTrace({ size: 8, spec: { runId: 'cat', steps: 3, prompt: 'a cat' } });

let keeping: ReturnType<typeof visit>['keeping'];
let current: ReturnType<typeof visit>;
/** What was offered as a download, oldest first. */
let saved: { readonly name: string; readonly data: Promise<Blob> }[];

function open(options?: Parameters<typeof visit>[0]) {
  current = visit(options);
  ({ keeping } = current);
  render(ShownNote, { keeping });
  render(Keep, { keeping });
}

beforeEach(() => {
  saved = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push({ name: this.download, data: fetch(this.href).then((answer) => answer.blob()) });
  });
});

afterEach(() => {
  current.stop();
  vi.restoreAllMocks();
  setTheme('light');
});

/** The newest download, once it is there. */
async function download(name: string): Promise<Blob> {
  await expect.poll(() => saved.at(-1)?.name, { timeout: 20_000 }).toBe(name);
  return (await saved.at(-1)?.data) ?? new Blob();
}

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
    await expect.element(page.getByText('Drop the file to open its run')).toBeVisible();
    // Not prevented, the browser would leave the page.
    expect(drag('dragover', file)).toBe(false);
    expect(drag('drop', file)).toBe(false);
    await expect.element(page.getByText('Opened run.')).toBeVisible();
    await expect.element(page.getByText('Drop the file to open its run')).not.toBeInTheDocument();
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
    await keeping.openFile(await traceFile());
    const evil = new File(['<img src=x onerror=alert(1)>'], '<b>evil</b>.trace');
    await keeping.openFile(evil);
    const alert = page.getByRole('alert');
    await expect.element(alert).toHaveTextContent('<b>evil</b>.trace cannot be opened.');
    await expect.element(alert).toHaveTextContent('What was on show stays.');
    await expect.element(page.getByText('Opened run.')).toBeVisible();
    expect(alert.element().querySelector('b')).toBeNull();
    await button('Dismiss').click();
    await expect.element(alert).not.toBeInTheDocument();
  });

  test('with markup in every text show it as text', async () => {
    open();
    const markup = '<img src=x onerror="document.title=1">';
    const run = savedRun({ picture: { ...picture, spec: { ...picture.spec, prompt: markup } } });
    await keeping.openFile(await traceFile({ ...run, userAgent: markup }, `${markup}.trace`));
    await keeping.keep();
    await page.getByText('Runs on this device').click();
    await expect.element(page.getByText('on show', { exact: true })).toBeVisible();
    expect(document.querySelector('img')).toBeNull();
    await expect.element(button(markup)).toBeVisible();
  });
});

describe('files out', () => {
  beforeEach(async () => {
    open();
    await keeping.openFile(await traceFile(savedRun({ picture })));
  });

  test('the run: opens again as the same', async () => {
    await button('Save as a file').click();
    const file = await download('a-cat-seed-7.trace');
    const { run, damage } = await unpackRun(file);
    expect(damage).toBe('');
    expect(encodeRun(run)).toEqual(
      encodeRun((await unpackRun(await traceFile(savedRun({ picture })))).run),
    );
    await expect.element(page.getByText(/^Saved a-cat-seed-7\.trace, \d+ kB\.$/)).toBeVisible();
  });

  test('the picture: a PNG whose every pixel is a square of the right colour', async () => {
    await button('PNG').click();
    const image = await pixels(await download('a-cat-seed-7.png'));
    expect([image.width, image.height]).toEqual([512, 512]);
    const last = keeping.session.diffusion.trace?.steps.at(-1)?.denoised;
    for (const [x, y] of [
      [0, 0],
      [3, 5],
      [7, 7],
    ] as const)
      for (const inside of [0, 63]) {
        const at = ((y * 64 + inside) * 512 + x * 64 + inside) * 4;
        const colour = [0, 1, 2].map((c) => toByte(last?.[c * 64 + y * 8 + x] ?? NaN));
        expect([...image.data.slice(at, at + 4)]).toEqual([...colour, 255]);
      }
  });

  test('all steps: a PNG with a column each, sample above predicted picture', async () => {
    await button('All steps, PNG').click();
    const image = await pixels(await download('a-cat-seed-7-steps.png'));
    expect([image.width, image.height]).toEqual([3 * 128, 2 * 128]);
    const first = toRgba(keeping.session.diffusion.trace?.steps[0]?.denoised ?? new Float32Array());
    const at = 128 * image.width * 4;
    expect([...image.data.slice(at, at + 4)]).toEqual([...first.slice(0, 4)]);
  });

  test('the denoising: a GIF that plays every frame at its time and ends with the picture', async () => {
    await button('Animated GIF').click();
    const file = await download('a-cat-seed-7-sample.gif');
    const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: 'image/gif' });
    await decoder.tracks.ready;
    const track = decoder.tracks.selectedTrack;
    expect(track?.frameCount).toBe(4);
    expect(track?.repetitionCount).toBe(Infinity);
    const durations: number[] = [];
    for (let frameIndex = 0; frameIndex < 4; frameIndex++) {
      const { image } = await decoder.decode({ frameIndex });
      expect([image.displayWidth, image.displayHeight]).toEqual([256, 256]);
      durations.push((image.duration ?? 0) / 1000);
      if (frameIndex === 3) {
        const end = keeping.session.diffusion.trace?.steps.at(-1)?.denoised ?? new Float32Array();
        // Two colours: a palette of 256 holds them, to the 5 bits that it is made with.
        expect(distance(await frameOf(image), enlargedPicture(end, 32))).toBeLessThan(8);
      }
      image.close();
    }
    // From the end of the encoding, 32 ms: steps of 100 ms, the picture held.
    expect(durations).toEqual([100, 100, 100, 2000]);
  });

  test('both, side by side: twice as wide', async () => {
    await page.getByLabelText('both, side by side').click();
    await button('Animated GIF').click();
    const file = await download('a-cat-seed-7-both.gif');
    const image = await createImageBitmap(file);
    expect([image.width, image.height]).toEqual([512, 256]);
  });

  test('a WebM that a browser plays', async () => {
    await page.getByLabelText('predicted picture').click();
    await button('WebM video').click();
    await expect.element(page.getByText(/WebM: frame \d of 3/)).toBeVisible();
    const file = await download('a-cat-seed-7-denoised.webm');
    expect([...new Uint8Array(await file.slice(0, 4).arrayBuffer())]).toEqual([
      0x1a, 0x45, 0xdf, 0xa3,
    ]);
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(file);
    await new Promise((resolve, reject) => {
      video.onloadeddata = resolve;
      video.onerror = reject;
    });
    expect([video.videoWidth, video.videoHeight]).toEqual([512, 512]);
  });

  test('a film can be stopped, and then nothing is saved', async () => {
    await button('WebM video').click();
    await expect.element(button('Stop')).toBeVisible();
    (button('Stop').element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Stopped; nothing was saved.')).toBeVisible();
    expect(saved).toEqual([]);
    await expect.element(button('WebM video')).toHaveFocus();
  });

  test('text and numbers', async () => {
    await button('Text').click();
    expect(await (await download('a-cat-seed-7.txt')).text()).toBe('A green dragon is\n');
    await button('Numbers, JSON').click();
    const numbers = JSON.parse(await (await download('a-cat-seed-7.json')).text());
    expect(numbers.traces.map(({ lane }: { lane: string }) => lane)).toEqual([
      'language',
      'diffusion',
    ]);
    await button('Tokens, CSV').click();
    expect((await (await download('a-cat-seed-7-tokens.csv')).text()).split('\r\n')).toHaveLength(
      6,
    );
    await button('Steps, CSV').click();
    expect((await (await download('a-cat-seed-7-steps.csv')).text()).split('\r\n')).toHaveLength(5);
  });

  test('a browser that cannot record says so beside the button', async () => {
    vi.stubGlobal('MediaRecorder', undefined);
    render(Keep, { keeping });
    await expect.element(page.getByText('This browser cannot record video.')).toBeVisible();
    await expect.element(button('WebM video').last()).toBeDisabled();
    vi.unstubAllGlobals();
  });
});

describe('the clipboard', () => {
  test('gets link and citation, and what the link cannot promise is said', async () => {
    const copied: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      copied.push(text);
    });
    open();
    await keeping.openFile(await traceFile());
    await button('Copy link').click();
    await expect.element(page.getByText(/^Link copied\. The same tokens and pixels/)).toBeVisible();
    expect(new URL(copied[0] ?? '').searchParams.get('prompt')).toBe('a cat');
    await button('Copy citation').click();
    await expect.poll(() => copied[1]).toMatch(/^Decode & Denoise .*“a cat”, seed 7/);
  });

  test('that is forbidden: the text stands there, selected, to be copied by hand', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no'));
    open();
    await keeping.openFile(await traceFile());
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
      await keeping.history.keep({
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
      .element(page.getByRole('listitem').filter({ hasText: 'on show' }))
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
    expect(keeping.session.diffusion.trace?.spec.prompt).toBe('a two');
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

  test('many: some at first, all on demand', async () => {
    open();
    for (let i = 0; i < 15; i++) await keeping.history.keep(savedRun({ id: `run ${i}` }));
    await page.getByText('Runs on this device').click();
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(12);
    await button('Show all 15').click();
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(15);
  });

  test('storage full: said beside a button that saves the run as a file', async () => {
    class Full extends MemoryShelf {
      override put(): Promise<void> {
        return Promise.reject(new DOMException('full', 'QuotaExceededError'));
      }
    }
    open({ open: async () => new Full() });
    await keeping.openFile(await traceFile());
    await keeping.keep();
    const alert = page.getByRole('alert');
    await expect
      .element(alert)
      .toHaveTextContent('Kept in memory only, until this page is closed.');
    await expect.element(alert).toHaveTextContent('This device has no room left');
    await alert.getByRole('button').click();
    expect((await download('a-cat-seed-7.trace')).size).toBeGreaterThan(100);
    await page.getByText('Runs on this device').click();
    await expect.element(page.getByText('in memory only', { exact: true })).toBeVisible();
  });
});

describe('axe finds nothing', () => {
  test.each(['light', 'dark'] as const)('in any state, %s', async (theme) => {
    setTheme(theme);
    open();
    expect(await violations(document.body)).toEqual([]);
    const run = savedRun({ picture });
    const bytes = encodeRun(run);
    await keeping.openFile(new File([bytes.slice(0, bytes.length - 99)], 'cut.trace'));
    await keeping.keep();
    await keeping.openFile(new File(['x'], 'bad.trace'));
    await button('PNG').click();
    await page.getByText('Runs on this device').click();
    await expect.element(button('a cat')).toBeVisible();
    drag('dragenter', await traceFile());
    await expect.element(page.getByText('Drop the file to open its run')).toBeVisible();
    expect(await violations(document.body)).toEqual([]);
  });
});

describe('names of files', () => {
  test.each([
    ['a green dragon', 'a-green-dragon-seed-7'],
    ['../../etc/passwd', 'etc-passwd-seed-7'],
    ['一条绿色的龙', '一条绿色的龙-seed-7'],
    ['🐉', 'run-seed-7'],
    ['x'.repeat(200), `${'x'.repeat(40)}-seed-7`],
    ['CON', 'con-seed-7'],
  ])('%s', (prompt, name) => {
    expect(fileName(prompt, 7)).toBe(name);
  });
});

async function pixels(file: Blob): Promise<ImageData> {
  return frameOf(await createImageBitmap(file));
}

async function frameOf(image: ImageBitmap | VideoFrame): Promise<ImageData> {
  const [width, height] =
    image instanceof ImageBitmap
      ? [image.width, image.height]
      : [image.displayWidth, image.displayHeight];
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, width, height);
}

function enlargedPicture(tensor: Float32Array, scale: number): Uint8ClampedArray {
  const side = Math.sqrt(tensor.length / 3);
  const large = enlarged(new Uint32Array(toRgba(tensor).buffer), side, scale);
  return new Uint8ClampedArray(large.buffer);
}

/** Largest difference of any byte. */
function distance({ data }: ImageData, other: Uint8ClampedArray): number {
  expect(data.length).toBe(other.length);
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? 0))), 0);
}

test('a film without a step, or of no pictures, is refused', () => {
  expect(() => filmOf(null, 'both')).toThrow(/no picture/);
  expect(() => filmOf(diffusionTrace({ steps: 0, end: null }), 'sample')).toThrow(/no picture/);
});
