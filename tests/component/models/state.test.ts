/** Models of the hub and of files as the page has them, on the real worker and the hub's double. */
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyOf } from '../../../src/core/model';
import { HubError } from '../../../src/hub';
import { nameOf } from '../../../src/state/models/entry';
import { big, small, TestRepo } from '../../hub/support/double';
import { cleanUp, newFolder } from '../../hub/support/store';
import { asFile, Channel, closeTabs, fakeStorage, openTab, tinyGguf, type Tab } from './support';

const MB = 1 << 20;
const soon = { timeout: 25_000 };

afterEach(async () => {
  closeTabs();
  await cleanUp();
});

const CONFIG = new Blob([JSON.stringify({ architectures: ['LlamaForCausalLM'] })]);

/** A repository with an ONNX decoder of some size. */
async function decoderRepo(bytes: number): Promise<TestRepo> {
  return TestRepo.make([
    big(bytes, 'onnx/model_q4.onnx', 3),
    await asFile('config.json', CONFIG, false),
    small(2000, 'tokenizer.json'),
    small(300, 'tokenizer_config.json', 5),
  ]);
}

/** Looks a repository up and begins to download what is chosen. @returns the model's key */
async function begin({ look, models }: Tab, address: string): Promise<string> {
  await look.at(address);
  const { looked, choice, about } = look;
  if (!looked || !choice || !about) throw look.error ?? look.refusal ?? new Error('no choice');
  models.download(looked.repo, choice, about);
  return keyOf(about.ref);
}

const rowOf = ({ models }: Tab, key: string) => models.list.find((model) => model.key === key);
const workOf = (tab: Tab, key: string) => rowOf(tab, key)?.work;

/** Resolves once this much of a model is here; fails with the download's own reason. */
async function arrived(tab: Tab, key: string, bytes: number): Promise<void> {
  await vi.waitFor(() => {
    expect(workOf(tab, key)?.error).toBe(null);
    expect(rowOf(tab, key)?.have).toBeGreaterThanOrEqual(bytes);
  }, soon);
}

describe('a model of the hub', () => {
  it('is looked at by its header alone, then downloaded, and joins the catalogue', async () => {
    const gguf = await tinyGguf();
    const repo = await TestRepo.make(
      [await asFile('tiny-Q4_1.gguf', gguf), big(MB, 'a-Q2_K.gguf')],
      {
        licence: 'apache-2.0',
      },
    );
    const tab = openTab(newFolder());
    await tab.models.open();
    expect(tab.models.list).toEqual([]);

    await tab.look.at(`https://huggingface.co/${repo.id}`);
    expect(tab.look.looked).toMatchObject({
      repo: { licence: 'apache-2.0', commit: repo.sha },
      refused: [{ why: 'blocks' }],
    });
    const { about } = tab.look;
    expect(about).toMatchObject({
      ref: { source: 'hub', id: `${repo.id}/tiny-Q4_1.gguf`, revision: repo.sha },
      sizes: { layers: 2, vocab: 480, context: 256 },
      variant: 'Q4_1',
    });
    expect(await repo.sent('a-Q2_K.gguf')).toBe(0);

    const key = await begin(tab, repo.id);
    await vi.waitFor(() => expect(rowOf(tab, key)?.state).toBe('ready'), soon);
    expect(workOf(tab, key)).toBe(null);
    expect(tab.catalogue()).toMatchObject([{ id: key, ref: about?.ref, bytes: gguf.size }]);
    expect(tab.models.room?.kept).toBe(false);

    if (!about) throw new Error('not described');
    const { layout, files, sha256 } = await tab.models.files(about.ref);
    expect(layout).toBe('gguf');
    expect(files).toMatchObject([{ role: 'weights', path: 'tiny-Q4_1.gguf', sha256 }]);
    expect(await files[0]?.blob.arrayBuffer()).toEqual(await gguf.arrayBuffer());

    await tab.models.remove(key);
    expect(tab.models.list).toEqual([]);
    expect(tab.models.used).toBe(0);
    expect(tab.catalogue()).toEqual([]);
    await expect(tab.models.files(about.ref)).rejects.toMatchObject({ reason: 'evicted' });
  });

  it('pauses and resumes, several at once, and a reload goes on', async () => {
    const [one, two] = [await decoderRepo(6 * MB), await decoderRepo(5 * MB)];
    for (const repo of [one, two])
      await repo.order('onnx/model_q4.onnx', { kind: 'hold', after: 3 * MB });
    const [folder, storage] = [newFolder(), fakeStorage()];
    const tab = openTab(folder, new Channel().device(storage));
    await tab.models.open();
    const keys = [await begin(tab, one.id), await begin(tab, two.id)] as const;
    for (const key of keys) await arrived(tab, key, 3 * MB);
    await tab.models.pause(keys[1]);
    expect(workOf(tab, keys[1])?.phase).toBe('stopped');
    expect(rowOf(tab, keys[1])).toMatchObject({ state: 'begun' });
    expect(workOf(tab, keys[0])?.phase).toBe('running');

    closeTabs();
    const again = openTab(folder, new Channel().device(storage));
    await again.models.open();
    // What was paused stays so, what was running goes on.
    expect(workOf(again, keys[1])).toBe(null);
    await vi.waitFor(() => expect(rowOf(again, keys[0])?.state).toBe('ready'), soon);
    again.models.resume(keys[1]);
    await vi.waitFor(() => expect(rowOf(again, keys[1])?.state).toBe('ready'), soon);
    // The last few bytes before the pause may not have been handed on.
    expect(await two.sent('onnx/model_q4.onnx')).toBeLessThan(5 * MB + 10_000);
    expect(storage.getItem('decode-and-denoise:downloads')).toBe(null);
  });

  it('is seen in another tab while it comes, and is there when it has come', async () => {
    const repo = await decoderRepo(4 * MB);
    await repo.order('onnx/model_q4.onnx', { kind: 'slow', bytesPerSecond: 1.5 * MB });
    const [folder, channel] = [newFolder(), new Channel()];
    const tab = openTab(folder, channel.device());
    const other = openTab(folder, channel.device());
    await Promise.all([tab.models.open(), other.models.open()]);
    const key = await begin(tab, repo.id);
    await vi.waitFor(() => expect(rowOf(other, key)?.elsewhere).toBeGreaterThan(0), soon);
    await vi.waitFor(() => expect(rowOf(other, key)?.state).toBe('ready'), soon);
    expect(other.catalogue().map(({ id }) => id)).toEqual([key]);
  });

  it('is cancelled with all that had arrived', async () => {
    const repo = await decoderRepo(4 * MB);
    await repo.order('onnx/model_q4.onnx', { kind: 'hold', after: 2 * MB });
    const tab = openTab(newFolder());
    await tab.models.open();
    const key = await begin(tab, repo.id);
    await arrived(tab, key, 2 * MB);
    await tab.models.remove(key);
    expect(tab.models.list).toEqual([]);
    expect(tab.models.used).toBe(0);
  });
});

describe('what goes wrong', () => {
  async function failing(repo: TestRepo): Promise<{ tab: Tab; key: string }> {
    const tab = openTab(newFolder());
    await tab.models.open();
    const key = await begin(tab, repo.id);
    await vi.waitFor(() => expect(workOf(tab, key)?.phase).toBe('failed'), soon);
    return { tab, key };
  }

  it('keeps its reason across the worker, and can be tried again', async () => {
    const repo = await decoderRepo(MB);
    await repo.order('onnx/model_q4.onnx', { kind: 'wrong', at: 9 });
    const { tab, key } = await failing(repo);
    expect(workOf(tab, key)?.error).toBeInstanceOf(HubError);
    expect(workOf(tab, key)?.error).toMatchObject({ reason: 'damaged', code: 'integrity' });
    tab.models.resume(key);
    await vi.waitFor(() => expect(rowOf(tab, key)?.state).toBe('ready'), soon);
  });

  it('waits at 429, and says why and for how long', async () => {
    const repo = await decoderRepo(MB);
    const limited = { kind: 'status', status: 429, headers: { 'Retry-After': '2' } } as const;
    const tab = openTab(newFolder());
    await tab.models.open();
    await tab.look.at(repo.id);
    await repo.order('onnx/model_q4.onnx', limited);
    const key = await begin(tab, repo.id);
    await vi.waitFor(
      () => expect(workOf(tab, key)?.progress?.pause).toMatchObject({ reason: 'rate-limited' }),
      soon,
    );
    await vi.waitFor(() => expect(rowOf(tab, key)?.state).toBe('ready'), soon);
  });

  it('is said by the look already', async () => {
    const gated = await TestRepo.make([big(MB)], { gated: true });
    const tab = openTab(newFolder());
    await tab.look.at(gated.id);
    expect(tab.look.looked).toMatchObject({ none: 'gated', choices: [] });
    await tab.look.at('nobody/nothing');
    expect(tab.look.error).toMatchObject({ reason: 'missing' });
    await tab.look.at('not an address');
    expect(tab.look.error).toMatchObject({ reason: 'address' });
    const noise = await TestRepo.make([big(MB)]);
    await tab.look.at(noise.id);
    expect(tab.look.refusal?.message).toMatch(/GGUF/);
    expect(tab.look.about).toBe(null);
    // Only the start of it was looked at.
    expect(await noise.sent('model.gguf')).toBeLessThanOrEqual(MB);
  });
});

describe('a file of the person', () => {
  it('is used in this tab, and kept when asked to', async () => {
    const blob = await tinyGguf();
    const file = new File([blob], 'My tiny model.gguf');
    const folder = newFolder();
    const tab = openTab(folder);
    await tab.models.open();
    const key = await tab.models.openFile(file);
    if (!key) throw tab.models.reading?.work.error ?? new Error('not opened');
    expect(tab.models.reading).toBe(null);
    const row = rowOf(tab, key);
    expect(row).toMatchObject({ state: 'opened', id: null, bytes: file.size });
    expect(nameOf(row?.about ?? { name: '', variant: '' })).toBe('My tiny model');
    expect(tab.catalogue().map(({ id }) => id)).toEqual([key]);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(row?.about.ref).toEqual({ source: 'file', id: file.name, revision: hex });
    expect((await tab.models.files(row?.about.ref ?? never())).files[0]?.blob).toBe(file);

    tab.models.keepFile(key);
    await vi.waitFor(() => expect(rowOf(tab, key)?.state).toBe('ready'), soon);
    const later = openTab(folder);
    await later.models.open();
    const kept = await later.models.files(row?.about.ref ?? never());
    expect(await kept.files[0]?.blob.arrayBuffer()).toEqual(await blob.arrayBuffer());
  });

  it('is refused in words when it is none', async () => {
    const tab = openTab(newFolder());
    const found = await tab.models.openFile(new File(['# A list'], 'list.gguf'));
    flushSync();
    expect(found).toBe(null);
    expect(tab.models.reading).toMatchObject({ name: 'list.gguf', work: { phase: 'failed' } });
    expect(tab.models.reading?.work.error?.message).toMatch(/GGUF/);
    await tab.models.dismissFile();
    expect(tab.models.reading).toBe(null);
  });
});

function never(): never {
  throw new Error('unreachable');
}
