/** What becomes of runs: kept when they end, found again, opened, and never at the cost of another. */
import { afterEach, describe, expect, test } from 'vitest';
import { encodeRun } from '../../../src/core/saved/codec';
import { toRgba } from '../../../src/core/image';
import { isAutoregression } from '../../../src/core/autoregression/spec';
import { isDiffusion } from '../../../src/core/diffusion/spec';
import { siteModel } from '../../../src/core/model';
import type { Trace } from '../../../src/core/run/trace';
import { unpackRun } from '../../../src/state/saved/file';
import { settled } from '../../helpers/fakes';
import { freshName, savedRun, traceFile, visit } from '../../helpers/keeping';
import { pictureTrace, textTrace, textOf } from '../../helpers/traces';

type Page = ReturnType<typeof visit>;
const pages: Page[] = [];

function open(options?: Parameters<typeof visit>[0]): Page {
  const page = visit(options);
  pages.push(page);
  return page;
}

afterEach(() => {
  for (const page of pages.splice(0)) page.stop();
});

/** A live run with two tokens and a step in each lane that ends. */
async function runOnce(page: Page): Promise<void> {
  await page.startRun();
  for (const i of [0, 1]) page.token(i);
  page.step();
  await page.finish('autoregression');
  await page.finish('diffusion');
  page.environment.frames.tick();
  await expect.poll(() => page.history.entries.length).toBeGreaterThan(0);
}

const shown = (page: Page) => page.session.traces.map(({ spec }) => spec.runId);
const looks = (traces: readonly Trace[]) =>
  traces.map((trace) => ({
    spec: trace.spec,
    tokens: isAutoregression(trace)
      ? trace.results.map(({ id, logprob, text, t }) => [id, logprob, text, t])
      : [],
    pixels: isDiffusion(trace) ? trace.results.map(({ denoised }) => [...toRgba(denoised)]) : [],
    end: trace.end?.type,
  }));

describe('a run that ends', () => {
  test('is kept, and shown again after a reload: the same tokens and pixels', async () => {
    const page = open({ search: '?prompt=a+red+apple&seed=3' });
    await runOnce(page);
    expect(page.history.entries[0]).toMatchObject({
      prompt: 'a red apple',
      size: '2 tokens, 1 step',
    });
    expect(page.saved.kept).toBe(true);
    const before = looks(page.session.traces);

    const reloaded = open({ ...page, search: '?prompt=a+red+apple&seed=3' });
    expect(await reloaded.saved.restore()).toBe(true);
    expect(looks(reloaded.session.traces)).toEqual(before);
    expect(reloaded.session.source).toBe('file');
    expect(reloaded.saved.shown).toMatchObject({ from: 'device', notes: expect.any(Array) });
  });

  test('that was stopped or failed midway is kept as far as it got', async () => {
    const page = open();
    await page.startRun();
    page.token(0);
    await page.shown();
    await page.session.stop();
    await expect.poll(() => page.history.entries.length).toBe(1);
    expect(page.history.entries[0]).toMatchObject({ size: '1 token', thumb: null });
  });

  test('that another one replaces midway is kept as far as it got', async () => {
    const page = open();
    await page.startRun();
    page.token(0);
    page.token(1);
    await page.shown();
    const cut = page.session.traces[0]?.spec.runId;
    void page.session.run();
    // Enter twice: the second wish takes the place of the first.
    void page.session.run();
    await expect.poll(() => page.history.entries.length).toBe(1);
    expect(page.history.entries[0]).toMatchObject({ size: '2 tokens' });
    await settled();
    page.environment.finishLoads();
    await expect.poll(() => page.session.phase).toBe('running');
    expect(page.session.traces[0]?.spec.runId).not.toBe(cut);
    page.token(0);
    await page.shown();
    await page.saved.openFile(await traceFile());
    await expect.poll(() => page.history.entries.length).toBe(2);
    expect(page.session.source).toBe('file');
  });

  test('is kept as far as it got when the page is left, and shown by the next one', async () => {
    const page = open();
    await page.history.refresh();
    await page.startRun();
    page.token(0);
    page.token(1);
    await page.shown();
    const [before] = page.session.traces;
    page.saved.keepNow();
    const reloaded = open({ name: page.name, tab: page.tab });
    expect(await reloaded.saved.restore()).toBe(true);
    const [text] = reloaded.session.traces;
    expect(text?.spec).toEqual(before?.spec);
    expect(text?.results).toHaveLength(2);
    expect(text?.end).toMatchObject({ type: 'aborted' });
    expect(reloaded.history.entries[0]).toMatchObject({ size: '2 tokens' });
    // Here it goes on, and what is kept becomes the whole.
    page.token(2);
    await page.finish('autoregression');
    await page.session.stop();
    await expect.poll(() => page.history.entries.map(({ size }) => size)).toEqual(['3 tokens']);
  });

  test('is not brought back by leaving the page once it was deleted', async () => {
    const page = open();
    await runOnce(page);
    await page.history.remove([page.saved.id]);
    page.saved.keepNow();
    await page.history.refresh();
    expect(page.history.entries).toEqual([]);
  });

  test('before it made anything leaves nothing', async () => {
    const page = open();
    await page.startRun();
    await page.session.stop();
    await settled();
    await page.history.refresh();
    expect(page.history.entries).toEqual([]);
  });
});

describe('storage that goes away', () => {
  /** As when site data is cleared in the browser's settings. */
  const clear = (name: string) =>
    new Promise<void>((resolve, reject) => {
      const deleted = indexedDB.deleteDatabase(name);
      deleted.onsuccess = () => resolve();
      deleted.onerror = () => reject(new Error('not deleted'));
    });

  test('is opened again: later runs are stored, and nothing is said to be wrong', async () => {
    const page = open();
    await page.history.keep(savedRun({ id: 'cat' }));
    await clear(page.name);
    await page.history.refresh();
    expect(page.history.entries).toEqual([]);
    await clear(page.name);
    await page.history.keep(savedRun({ id: 'dog' }));
    expect(page.history.trouble).toBe('');
    expect(page.history.unsaved.size).toBe(0);
    const next = open({ name: page.name });
    await next.history.refresh();
    expect(next.history.entries.map(({ prompt }) => prompt)).toEqual(['a dog']);
  });

  test('for good is said as it is, and costs no run', async () => {
    const gone = () => Promise.reject(new DOMException('closed', 'InvalidStateError'));
    const page = open({
      open: async () => ({
        ...{ list: gone, read: gone, put: gone, change: gone, remove: gone },
        putNow: () => undefined,
      }),
    });
    await page.history.keep(savedRun({ id: 'cat' }));
    expect(page.history.entries).toHaveLength(1);
    expect(page.history.trouble).toMatch(/^The browser closed the storage of this page/);
    expect(page.history.unsaved.size).toBe(1);
    await page.history.remove(page.history.entries.map(({ id }) => id));
    expect(page.history.entries).toEqual([]);
  });
});

describe('a visit', () => {
  test('begins with the newest run of this device', async () => {
    const name = freshName();
    const first = open({ name });
    await first.history.keep(savedRun({ id: 'cat' }));
    await first.history.keep({ ...savedRun({ id: 'dog' }), createdAt: '2026-11-26T00:00:00.000Z' });
    const next = open({ name });
    expect(await next.saved.restore()).toBe(true);
    expect(shown(next)).toEqual(['dog-text', 'dog']);
  });

  test('by a link with other words or another seed does not: the recording plays', async () => {
    const name = freshName();
    await open({ name }).history.keep(savedRun());
    const linked = open({ name, search: '?prompt=a+dog' });
    expect(await linked.saved.restore()).toBe(false);
    expect(linked.session.source).toBe('nothing');
    expect(await open({ name, search: '?prompt=a+cat&seed=8' }).saved.restore()).toBe(false);
    for (const search of ['?prompt=a+cat', '?prompt=a+cat&seed=7'])
      expect(await open({ name, search }).saved.restore()).toBe(true);
  });

  test('after a reload shows what this tab showed, be it older, be it the recording', async () => {
    const page = open();
    await page.history.keep(savedRun({ id: 'cat' }));
    await page.history.keep({ ...savedRun({ id: 'dog' }), createdAt: '2026-11-26T00:00:00.000Z' });
    await page.saved.openKept(page.history.entries[1]?.id ?? '');
    const reloaded = open({ name: page.name, tab: page.tab, search: '?prompt=something+typed' });
    expect(await reloaded.saved.restore()).toBe(true);
    expect(shown(reloaded)).toEqual(['cat-text', 'cat']);

    await reloaded.saved.backToRecording();
    expect(reloaded.recordings()).toBe(1);
    expect(reloaded.session.traces).toEqual([]);
    const again = open({ name: page.name, tab: page.tab });
    expect(await again.saved.restore()).toBe(false);
  });

  test('a Run that was pressed meanwhile is not disturbed', async () => {
    const name = freshName();
    await open({ name }).history.keep(savedRun());
    const page = open({ name });
    const restoring = page.saved.restore();
    void page.session.run();
    expect(await restoring).toBe(true);
    expect(page.session.busy).toBe(true);
    expect(page.session.source).toBe('nothing');
  });

  test('without storage begins with the recording', async () => {
    const page = open({ open: () => Promise.reject(new Error('denied')) });
    expect(await page.saved.restore()).toBe(false);
  });
});

describe('a file', () => {
  test('becomes the run on show, with its branches, and Run replaces it', async () => {
    const page = open();
    const from = { runId: 'cat', at: 1, renoise: false };
    const fork = pictureTrace({ size: 8, spec: { runId: 'cat-2', steps: 3, from } });
    const run = savedRun();
    await page.saved.openFile(await traceFile({ ...run, traces: [...run.traces, fork] }));
    expect(shown(page)).toEqual(['cat-text', 'cat']);
    expect(page.session.lane('b').family.map(({ spec }) => spec.runId)).toEqual(['cat', 'cat-2']);
    expect(page.session.source).toBe('file');
    expect(page.session.phase).toBe('idle');
    expect(page.history.entries).toEqual([]);
    await page.startRun();
    await page.shown();
    expect(page.session.source).toBe('live');
    expect(page.saved.shown).toBeNull();
    expect(page.session.lane('b').family).toHaveLength(1);
  });

  test('saved and opened again: the same tokens, the same pixels, the same file', async () => {
    const first = open();
    await first.saved.openFile(await traceFile());
    const saved = await first.saved.file();
    const second = open();
    await second.saved.openFile(new File([saved], 'again.trace'));
    expect(looks(second.session.traces)).toEqual(looks(first.session.traces));
    expect(await second.saved.file()).toEqual(saved);
    expect(looks(second.session.traces)).toEqual(looks(savedRun().traces));
  });

  test('replaces a run that goes on, which is kept as far as it got', async () => {
    const page = open();
    await page.startRun();
    page.token(0);
    await page.shown();
    await page.saved.openFile(await traceFile());
    expect(page.session.busy).toBe(false);
    expect(shown(page)).toEqual(['cat-text', 'cat']);
    await expect.poll(() => page.history.entries.map(({ size }) => size)).toEqual(['1 token']);
  });

  test.each([
    ['no run at all', async () => new File(['%PDF-1.7'], 'letter.pdf'), /not a saved run/],
    ['empty', async () => new File([], 'empty.trace'), /empty/],
    [
      'of a newer page',
      async () => {
        const bytes = encodeRun(savedRun());
        bytes[8] = 9;
        return new File([bytes], 'new.trace');
      },
      /newer version/,
    ],
    [
      'cut off in its header',
      async () => new File([encodeRun(savedRun()).slice(0, 200)], 'cut.trace'),
      /cut off/,
    ],
  ])('that is %s changes nothing, and is said', async (_what, file, why) => {
    const page = open();
    await page.startRun();
    page.token(0);
    await page.shown();
    const bad = await file();
    await page.saved.openFile(bad);
    expect(page.saved.problem?.title).toBe(`${bad.name} cannot be opened.`);
    expect(page.saved.problem?.text).toMatch(why);
    expect(page.session.phase).toBe('running');
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
  });

  test('cut off, packed as the page saves it, is opened as far as it goes', async () => {
    const picture = pictureTrace({ size: 32, spec: { runId: 'cat', steps: 12 } });
    const whole = await traceFile(savedRun({ picture }));
    const page = open();
    await page.saved.openFile(new File([whole.slice(0, whole.size / 2)], 'half.trace'));
    const [text, half] = [page.session.lane('a'), page.session.lane('b')];
    expect(textOf(text.trace as Trace)).toBe('A green dragon is');
    const steps = half.trace?.results.length ?? 0;
    expect(steps).toBeGreaterThan(1);
    expect(steps).toBeLessThan(12);
    expect(half.trace?.end).toMatchObject({ error: { message: 'The file is cut off here.' } });
    expect(page.saved.shown?.notes[0]).toMatch(/cut off: its last .* are missing/);
  });

  test('a bomb is refused without being unpacked', async () => {
    const zeros = new Blob([new Uint8Array(68_000_000)]);
    const stream = zeros.stream().pipeThrough(new CompressionStream('gzip'));
    const bomb = await new Response(stream).blob();
    await expect(unpackRun(bomb)).rejects.toThrow(/does not begin like one/);
  });

  test('of a model that is not here is shown, and said to be for looking only', async () => {
    const page = open();
    await page.saved.openFile(await traceFile());
    expect(page.saved.shown?.notes).toEqual([
      expect.stringMatching(
        /^Language model: made with Tiny Llama, .*looked at, but not continued/,
      ),
      expect.stringMatching(/^Diffusion model: made with Tiny denoiser/),
    ]);
    const engine = (id: string) => ({ model: { ...siteModel(id), name: id, sha256: '' } });
    const own = savedRun({
      text: textTrace({ engine: engine('smollm2-135m-instruct') }),
      picture: pictureTrace({ size: 4, engine: engine('emoji-denoiser') }),
    });
    await page.saved.openFile(await traceFile(own));
    expect(page.saved.shown?.notes).toEqual([]);
  });

  test('with one lane shows that one', async () => {
    const page = open();
    const run = savedRun();
    await page.saved.openFile(await traceFile({ ...run, traces: run.traces.slice(0, 1) }));
    expect(page.session.lane('a').trace).not.toBeNull();
    expect(page.session.lane('b').trace).toBeNull();
    expect(page.saved.citation()).toContain('Tiny Llama');
  });

  test('forgets the failure of an earlier run', async () => {
    const page = open();
    await page.startRun();
    page.environment.newest('autoregression').running.cut();
    page.environment.newest('diffusion').running.cut();
    await settled();
    expect(page.session.phase).toBe('failed');
    await page.saved.openFile(await traceFile());
    expect(page.session.phase).toBe('idle');
    expect(page.session.lane('a').error).toBeNull();
  });
});

describe('settings and links', () => {
  test('the words and settings of an opened run can be taken over; wild ones are clamped and said', async () => {
    const page = open();
    const wild = savedRun({
      picture: pictureTrace({
        size: 4,
        spec: { steps: 2, guidance: 1e9, prompt: 'a wild run', seed: 12 },
      }),
    });
    await page.saved.openFile(await traceFile(wild));
    page.saved.useSettings();
    const { page: common, lanes } = page.session.settings;
    expect(common).toMatchObject({ prompt: 'a wild run', seed: 12 });
    expect(lanes[1]?.values).toMatchObject({ steps: 2, guidance: 20 });
    expect(lanes[1]?.notes['guidance']).toMatch(/outside 1 to 20/);
  });

  test('a link says where it was made, and the page when it is another place', async () => {
    const page = open();
    await page.saved.openFile(await traceFile());
    const link = page.saved.link('https://example.org/page/');
    expect(link?.note).toMatch(/come out on WASM; on another backend or adapter they may differ/);
    const { search } = new URL(link?.url ?? '');
    const same = open({ search });
    await runOnce(same);
    expect(same.saved.linkNote).toBe('');
    const other = open({ search: search.replace('made=WASM', 'made=WebGPU+apple+metal-3') });
    await runOnce(other);
    expect(other.saved.linkNote).toMatch(
      /made on WebGPU apple metal-3, this run on WASM: its tokens and pixels may differ/,
    );
    other.session.setPrompt('something else');
    await other.startRun();
    expect(other.saved.linkNote).toBe('');
  });
});
