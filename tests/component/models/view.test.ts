/** The Models view in every state that it can be in: what it says and offers, and what axe says. */
import { page, userEvent } from 'vitest/browser';
import { describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../src/ui/style';
import { EngineError } from '../../../src/core/errors';
import { keyOf } from '../../../src/core/model';
import { HubError, type HubReason, type KeptModel, type ModelsService, type Task } from '../../../src/hub';
import { Look } from '../../../src/state/models/look.svelte';
import { Models } from '../../../src/state/models/models.svelte';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { text } from '../../../src/text/models';
import View from '../../../src/views/models/Models.svelte';
import { setTheme, violations } from '../../helpers/axe';
import { fakeAddress } from '../../helpers/fakes';
import { about } from '../../helpers/models';
import { Channel } from './support';

const COMMIT = 'c0'.repeat(20);

/** A service whose calls a test answers by hand. */
class FakeService {
  kept: KeptModel[] = [];
  readonly calls: { name: string; args: unknown[]; task: Task; end: (cause?: unknown) => void }[] = [];
  readonly service: ModelsService;

  constructor() {
    const held =
      (name: string) =>
      (...all: unknown[]) =>
        new Promise<never>((resolve, reject) => {
          const task = all.at(-1) as Task;
          const end = (cause?: unknown) =>
            cause instanceof Error ? reject(cause) : resolve(cause as never);
          this.calls.push({ name, args: all.slice(0, -1), task, end });
          task.signal.addEventListener('abort', () => reject(new HubError('stopped', 'Stopped.')));
        });
    this.service = {
      list: async () => ({ models: this.kept, used: 3e8, lasting: true }),
      look: held('look'),
      describe: held('describe'),
      describeFile: held('describeFile'),
      download: held('download'),
      resume: held('resume'),
      keep: held('keep'),
      files: held('files'),
      remove: async (id) => void (this.kept = this.kept.filter((model) => model.id !== id)),
    };
  }

  call(name: string) {
    const found = this.calls.findLast((one) => one.name === name);
    if (!found) throw new Error(`${name} was not called`);
    return found;
  }
}

function kept(name: string, change: Partial<KeptModel> = {}): KeptModel {
  const ref = { source: 'hub', id: `owner/${name}/model.gguf`, revision: COMMIT } as const;
  return {
    id: name,
    repo: { repo: `owner/${name}`, commit: COMMIT, licence: 'mit', gated: false, private: false, files: [] },
    at: '2026-11-26T00:00:00.000Z',
    finished: true,
    state: 'ready',
    bytes: 4e8,
    have: 4e8,
    about: about({ ref, name }),
    ...change,
  };
}

async function show(models: KeptModel[] = [], search = '') {
  const fake = new FakeService();
  fake.kept = models;
  const settings = new Settings(fakeAddress(search));
  const onwatch = vi.fn();
  const state = new Models(fake.service, new Channel().device(), (entries) => settings.offer(entries));
  await state.open();
  const { container } = await render(View, {
    models: state,
    look: new Look(fake.service),
    settings,
    onwatch,
  });
  return { fake, settings, onwatch, state, container };
}

async function accessible(container: Element): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    setTheme(theme);
    expect(await violations(container)).toEqual([]);
  }
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

describe('the Models view', () => {
  it('lists what is here, and puts it into a lane', async () => {
    const { settings, onwatch, container } = await show([kept('small'), kept('big')]);
    await expect.element(page.getByRole('heading', { name: 'small' })).toBeVisible();
    await expect.element(page.getByText('comes with this page').first()).toBeVisible();
    await accessible(container);
    await button('Watch big').click();
    expect(onwatch).toHaveBeenCalledOnce();
    expect(settings.lanes.map(({ entry }) => entry.name)).toEqual(['big', 'Emoji denoiser']);
    await button('Add small as a lane').click();
    expect(settings.lanes.map(({ model }) => model.id)).toContain('owner/small/model.gguf');
  });

  it('shows a download with its figures, pauses it, and says why it waits', async () => {
    const { fake, container } = await show([kept('big', { state: 'begun', have: 1e8, finished: false })]);
    await expect.element(page.getByText('Paused at 100 MB of 400 MB.', { exact: false })).toBeVisible();
    await button('Resume the download of big').click();
    const { task } = fake.call('resume');
    const pace = { phase: 'fetching', rate: 2.5e6, left: 90, stalled: false } as const;
    task.onProgress?.({ ...pace, loaded: 1.5e8, total: 4e8, pause: null });
    await expect.element(page.getByText('150 MB of 400 MB, 2.5 MB/s, 2 min left')).toBeVisible();
    await accessible(container);
    const pause = { reason: 'rate-limited', message: '', seconds: 40 } as const;
    task.onProgress?.({ ...pace, loaded: 1.5e8, total: 4e8, pause });
    await expect.element(page.getByText(/too many requests.*40 s/)).toBeVisible();
    await button('Pause the download of big').click();
    await expect.element(button('Resume the download of big')).toBeVisible();
    expect(task.signal.aborted).toBe(true);
  });

  it('asks before it removes, and takes no for an answer', async () => {
    const { fake } = await show([kept('big')]);
    await button('Remove big').click();
    await expect.element(page.getByText('400 MB must be downloaded again', { exact: false })).toBeVisible();
    await expect.element(button('Keep it')).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    expect(fake.kept).toHaveLength(1);
    await expect.element(button('Remove big')).toHaveFocus();
    await button('Remove big').click();
    await button('Remove').click();
    await vi.waitFor(() => expect(fake.kept).toHaveLength(0));
    await expect.element(page.getByRole('heading', { name: 'big' })).not.toBeInTheDocument();
    await expect.element(page.getByRole('heading', { name: text.here.title })).toHaveFocus();
  });

  const others = ['offline', 'stopped'];
  const reasons = Object.keys(text.errors).filter((key) => !others.includes(key));
  it('says every failure in words, with a way on', async () => {
    const { fake, container } = await show([kept('big', { state: 'begun', have: 1e8 })]);
    await button('Resume the download of big').click();
    for (const reason of reasons as Exclude<HubReason, 'address'>[]) {
      fake.call('resume').end(new HubError(reason, 'the detail of it', 'a hint'));
      const { title, way } = text.errors[reason];
      await expect.element(page.getByRole('alert')).toHaveTextContent(title);
      if (way) await expect.element(page.getByRole('alert')).toHaveTextContent(way);
      await button('Resume the download of big').click();
    }
    fake.call('resume').end(new EngineError('unsupported-model', 'It has three legs.'));
    await expect.element(page.getByRole('alert')).toHaveTextContent('It has three legs.');
    await accessible(container);
  });

  it('looks before it offers, and names the hosts before the first request', async () => {
    const { fake, container } = await show();
    await expect.element(page.getByText(/first moment.*to huggingface\.co,.*\*\.hf\.co/)).toBeVisible();
    expect(fake.calls).toEqual([]);
    await page.getByRole('textbox').fill('owner/fresh');
    await userEvent.keyboard('{Enter}');
    const { args, end } = fake.call('look');
    expect(args).toEqual([{ repo: 'owner/fresh' }]);
    const choice = (main: string, variant: string, bytes: number) =>
      ({ layout: 'gguf', main, variant, recipe: '', files: [], bytes, needsF16: false }) as const;
    end({
      repo: kept('fresh').repo,
      choices: [choice('a.gguf', 'Q4_0', 2e8), choice('b.gguf', 'Q8_0', 4e8)],
      refused: [{ main: 'c.gguf', variant: 'Q2_K', bytes: 1, why: 'blocks' }],
      none: null,
    });
    await expect.element(page.getByLabelText(text.looked.version)).toHaveValue('b.gguf');
    fake.call('describe').end(about({ memory: 1.7e9 }));
    await expect.element(page.getByText('takes about 1.70 GB of memory', { exact: false })).toBeVisible();
    await accessible(container);
    await page.getByLabelText(text.looked.version).selectOptions('a.gguf');
    fake.call('describe').end(new EngineError('unsupported-model', 'It is a mixture of experts.'));
    await expect.element(page.getByRole('alert')).toHaveTextContent('mixture of experts');
    await expect.element(button(/^Download/)).not.toBeInTheDocument();
    await page.getByLabelText(text.looked.version).selectOptions('b.gguf');
    fake.call('describe').end(about());
    await button('Download 400 MB').click();
    expect(fake.call('download').args[1]).toMatchObject({ main: 'b.gguf' });
    await accessible(container);
  });

  it('offers what a link asks for and this device lacks', async () => {
    const ref = { source: 'hub', id: 'owner/linked/m.gguf', revision: COMMIT } as const;
    const search = `?${new URLSearchParams({ lanes: keyOf(ref) })}`;
    const { fake, settings, container } = await show([], search);
    expect(settings.absent).toEqual([ref]);
    await expect.element(page.getByText(text.absent.title)).toBeVisible();
    await accessible(container);
    await button('Look at it').first().click();
    expect(fake.call('look').args).toEqual([{ repo: 'owner/linked', revision: COMMIT, path: 'm.gguf' }]);
  });
});
