/** What is saved of a run as a person saves it: the run itself, pictures, films, text, numbers. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { isDiffusion } from '../../../src/core/diffusion/spec';
import { encodeRun } from '../../../src/core/saved/codec';
import { toByte, toRgba } from '../../../src/core/image';
import type { SavedRuns } from '../../../src/state/saved/saved-runs.svelte';
import { unpackRun } from '../../../src/state/saved/file';
import { fileName } from '../../../src/views/watch/share/device';
import { enlarged, filmOf } from '../../../src/views/watch/share/export/frames';
import Keep from '../../../src/views/watch/share/Keep.svelte';
import { catchDownloads } from '../../helpers/downloads';
import { button, openKeep } from '../../helpers/keep';
import { savedRun, traceFile } from '../../helpers/keeping';
import { pictureTrace } from '../../helpers/traces';
import '../../../src/ui/style';

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

/** The steps of the lane that paints. */
function stepsOf({ session }: SavedRuns) {
  const { trace } = session.lane('b');
  return trace && isDiffusion(trace) ? trace.results : [];
}

describe('files out', () => {
  let saved: ReturnType<typeof openKeep>['saved'];
  let stop: () => void;
  let downloads: ReturnType<typeof catchDownloads>;

  beforeEach(async () => {
    downloads = catchDownloads();
    ({ saved, stop } = openKeep());
    await saved.openFile(await traceFile());
  });

  afterEach(() => {
    stop();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test('the run: opens again as the same', async () => {
    await button('Save as a file').click();
    const file = await downloads.newest('a-cat-seed-7.trace');
    const { run, damage } = await unpackRun(file);
    expect(damage).toBe('');
    expect(encodeRun(run)).toEqual(encodeRun((await unpackRun(await traceFile())).run));
    await expect.element(page.getByText(/^Saved a-cat-seed-7\.trace, \d+ kB\.$/)).toBeVisible();
  });

  test('the picture: a PNG whose every pixel is a square of the right colour', async () => {
    await button('PNG').click();
    const image = await pixels(await downloads.newest('a-cat-seed-7.png'));
    expect([image.width, image.height]).toEqual([512, 512]);
    const last = stepsOf(saved).at(-1)?.denoised;
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
    const image = await pixels(await downloads.newest('a-cat-seed-7-steps.png'));
    expect([image.width, image.height]).toEqual([3 * 128, 2 * 128]);
    const first = toRgba(stepsOf(saved)[0]?.denoised ?? new Float32Array());
    const at = 128 * image.width * 4;
    expect([...image.data.slice(at, at + 4)]).toEqual([...first.slice(0, 4)]);
  });

  test('the denoising: a GIF that plays every frame at its time and ends with the picture', async () => {
    await button('Animated GIF').click();
    const file = await downloads.newest('a-cat-seed-7-sample.gif');
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
        const end = stepsOf(saved).at(-1)?.denoised ?? new Float32Array();
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
    const file = await downloads.newest('a-cat-seed-7-both.gif');
    const image = await createImageBitmap(file);
    expect([image.width, image.height]).toEqual([512, 256]);
  });

  test('a WebM that a browser plays', async () => {
    await page.getByLabelText('predicted picture').click();
    await button('WebM video').click();
    await expect.element(page.getByText(/WebM: frame \d of 3/)).toBeVisible();
    const file = await downloads.newest('a-cat-seed-7-denoised.webm');
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
    expect(downloads.saved).toEqual([]);
    await expect.element(button('WebM video')).toHaveFocus();
  });

  test('text and numbers', async () => {
    await button('Text').click();
    expect(await (await downloads.newest('a-cat-seed-7.txt')).text()).toBe('A green dragon is\n');
    await button('Numbers, JSON').click();
    const numbers = JSON.parse(await (await downloads.newest('a-cat-seed-7.json')).text());
    expect(numbers.traces.map(({ mechanism }: { mechanism: string }) => mechanism)).toEqual([
      'autoregression',
      'diffusion',
    ]);
    await button('Tokens, CSV').click();
    expect(
      (await (await downloads.newest('a-cat-seed-7-tokens.csv')).text()).split('\r\n'),
    ).toHaveLength(6);
    await button('Steps, CSV').click();
    expect(
      (await (await downloads.newest('a-cat-seed-7-steps.csv')).text()).split('\r\n'),
    ).toHaveLength(5);
  });

  test('two pictures: each has its own rows and files', async () => {
    const lanes = [
      pictureTrace({ size: 8, spec: { lane: 'a', steps: 2, prompt: 'a cat' } }),
      pictureTrace({ size: 8, spec: { lane: 'b', steps: 3, prompt: 'a cat', runId: 'other' } }),
    ];
    const { createdAt, userAgent } = savedRun();
    await saved.openFile(await traceFile({ createdAt, userAgent, traces: lanes }));
    await button('PNG of picture 2').click();
    expect((await downloads.newest('a-cat-seed-7-picture-2.png')).size).toBeGreaterThan(100);
    await button('Steps of picture 1, CSV').click();
    const table = await downloads.newest('a-cat-seed-7-picture-1-steps.csv');
    expect((await table.text()).split('\r\n')).toHaveLength(4);
    await expect.element(button('Text')).not.toBeInTheDocument();
  });

  test('a browser that cannot record says so beside the button', async () => {
    vi.stubGlobal('MediaRecorder', undefined);
    render(Keep, { saved });
    await expect.element(page.getByText('This browser cannot record video.')).toBeVisible();
    await expect.element(button('WebM video').last()).toBeDisabled();
  });
});

test('a film without a step, or of no pictures, is refused', () => {
  expect(() => filmOf(null, 'both')).toThrow(/no picture/);
  expect(() => filmOf(pictureTrace({ steps: 0, end: null }), 'sample')).toThrow(/no picture/);
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
