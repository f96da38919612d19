import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/core/errors';
import { duration } from '../../../src/state/session/playhead.svelte';
import { settled } from '../../helpers/fakes';
import { KINDS, openSession } from '../../helpers/session';
import { diffusionTrace, languageTrace } from '../../helpers/traces';

let page: ReturnType<typeof openSession>;

function open(search?: string) {
  page = openSession(search);
}

beforeEach(() => open());

describe('Run', () => {
  test('loads both models side by side, then runs both lanes on one epoch', async () => {
    void page.session.run();
    await settled();
    expect(page.session.phase).toBe('loading');
    page.world.newest('language').loading.finish();
    await settled();
    // Neither lane gets a head start.
    expect(page.world.newest('language').runs).toHaveLength(0);
    page.world.newest('diffusion').loading.finish();
    await settled();
    expect(page.session.phase).toBe('running');
    const [text, picture] = KINDS.map((kind) => page.world.newest(kind).running.spec);
    expect(text).toMatchObject({ prompt: 'Describe a red apple in two sentences.', seed: 3 });
    expect(picture).toMatchObject({ prompt: 'a red apple', seed: 3, epoch: text?.epoch });
    expect(text?.runId).not.toBe(picture?.runId);

    page.token(0);
    page.step();
    await page.shown();
    expect(page.session.language.trace?.tokens).toHaveLength(1);
    expect(page.session.diffusion.trace?.steps).toHaveLength(1);
    await page.finish('language');
    expect(page.session.busy).toBe(true);
    await page.finish('diffusion');
    expect(page.session.phase).toBe('done');
    expect(page.session.announcement).toBe('Finished: 1 token, 1 step.');
  });

  test('asks for the model, backend and threads of the settings', async () => {
    open('?backend=wasm&threads=2');
    void page.session.run();
    await settled();
    expect(page.world.newest('diffusion').loading.options).toEqual({
      model: 'emoji-denoiser',
      baseUrl: page.world.baseUrl,
      backend: 'wasm',
      threads: 2,
    });
  });

  test('asks for the library where WebLLM is chosen, for the language model alone', async () => {
    open('?engine=webllm&backend=webgpu');
    void page.session.run();
    await settled();
    expect(page.world.newest('language').loading.options).toMatchObject({
      model: 'smollm2-webllm',
      engine: 'webllm',
      backend: 'webgpu',
    });
    expect(page.world.newest('diffusion').loading.options).not.toHaveProperty('engine');
  });

  // On two cores: half each together, all of them where only one computes at a time.
  test.each([
    ['together', 1],
    ['turns', 2],
    ['alone', 2],
  ])('under the policy %s a lane gets %i threads', async (policy, threads) => {
    open(`?prompt=a+red+apple&policy=${policy}`);
    void page.session.run();
    await settled();
    expect(page.world.newest('language').loading.options.threads).toBe(threads);
  });

  test('publishes a trace once a frame, not once an event', async () => {
    await page.startRun();
    page.world.frames.tick();
    const before = page.session.language.trace;
    for (let i = 0; i < 5; i++) page.token(i);
    await settled();
    expect(page.session.language.trace).toBe(before);
    page.world.frames.tick();
    expect(page.session.language.trace?.tokens).toHaveLength(5);
  });

  test('alone: the picture waits for the text', async () => {
    open('?policy=alone');
    await page.startRun();
    expect(page.world.newest('diffusion').runs).toHaveLength(0);
    await page.finish('language');
    expect(page.world.newest('diffusion').running.spec.policy).toBe('alone');
    await page.finish('diffusion');
    expect(page.session.phase).toBe('done');
  });

  test('during a run ends that run first and then starts over', async () => {
    await page.startRun();
    page.token(0);
    await page.shown();
    const first = page.world.newest('language').running;
    const epoch = first.spec.epoch;
    page.world.pass(500);
    await page.startRun();
    expect(first.over).toBe(true);
    expect(page.world.newest('language').runs).toHaveLength(2);
    expect(page.world.newest('language').running.spec.epoch).toBe(epoch + 500);
    expect(page.session.phase).toBe('running');
    await page.shown();
    expect(page.session.language.trace?.tokens).toHaveLength(0);
  });

  test('pressed many times runs once more, not many times', async () => {
    await page.startRun();
    void page.session.run();
    void page.session.run();
    await page.startRun();
    expect(page.world.newest('language').runs).toHaveLength(2);
  });

  test('uses the words as they were when it was pressed', async () => {
    void page.session.run();
    page.session.settings.set('prompt', '');
    await settled();
    for (const kind of KINDS) page.world.newest(kind).loading.finish();
    await settled();
    expect(page.world.newest('diffusion').running.spec.prompt).toBe('a red apple');
  });
});

describe('Stop', () => {
  test('while loading', async () => {
    void page.session.run();
    await settled();
    await page.session.stop();
    expect(page.session.busy).toBe(false);
    expect(page.session.phase).toBe('idle');
    expect(KINDS.map((kind) => page.session[kind].error)).toEqual([null, null]);
    await page.startRun();
    expect(page.session.phase).toBe('running');
  });

  test('while running keeps text and picture', async () => {
    await page.startRun();
    page.token(0);
    page.step();
    await settled();
    await page.session.stop();
    expect(page.session.busy).toBe(false);
    expect(page.session.language.trace?.end?.type).toBe('aborted');
    expect(page.session.language.trace?.tokens).toHaveLength(1);
    expect(page.session.diffusion.trace?.steps).toHaveLength(1);
    expect(page.session.announcement).toBe('Stopped.');
  });

  test('between two lanes that run alone does not start the second', async () => {
    open('?policy=alone');
    await page.startRun();
    await page.session.stop();
    expect(page.world.newest('diffusion').runs).toHaveLength(0);
  });

  test('right after Run takes that Run back', async () => {
    await page.startRun();
    const again = page.session.run();
    const stopped = page.session.stop();
    await Promise.all([again, stopped]);
    expect(page.session.busy).toBe(false);
    expect(page.world.newest('language').runs).toHaveLength(1);
  });

  test('with nothing going on changes nothing', async () => {
    await page.session.stop();
    expect(page.session.announcement).toBe('');
    expect(page.session.phase).toBe('idle');
  });

  test('an engine that does not listen is thrown away, its text stays', async () => {
    await page.startRun();
    page.token(0);
    await page.shown();
    const engine = page.world.newest('language');
    engine.deaf = true;
    const stopped = page.session.stop();
    await settled();
    expect(page.session.stopping).toBe(true);
    page.world.pass(4999);
    await settled();
    expect(engine.disposed).toBe(false);
    page.world.pass(1);
    await stopped;
    expect(engine.disposed).toBe(true);
    expect(page.session.language.error).toBe(null);
    expect(page.session.language.trace?.end?.type).toBe('aborted');
    await page.startRun();
    expect(page.world.made.language).toHaveLength(2);
    expect(page.session.phase).toBe('running');
  });
});

describe('a hidden tab', () => {
  test('during a run is noted, and forgotten with the next', async () => {
    await page.startRun();
    expect(page.session.wasHidden).toBe(false);
    page.world.tab.show(false);
    page.world.tab.show(true);
    expect(page.session.wasHidden).toBe(true);
    await page.startRun();
    expect(page.session.wasHidden).toBe(false);
  });

  test('while loading or after the run is of no account', async () => {
    void page.session.run();
    await settled();
    page.world.tab.show(false);
    page.world.tab.show(true);
    for (const kind of KINDS) page.world.newest(kind).loading.finish();
    await settled();
    for (const kind of KINDS) await page.finish(kind);
    page.world.tab.show(false);
    expect(page.session.wasHidden).toBe(false);
  });
});

describe('the recording', () => {
  const recording = () => ({
    version: 1 as const,
    createdAt: '2026-11-25T00:00:00.000Z',
    userAgent: 'test',
    traces: [languageTrace(), diffusionTrace({ size: 4 })],
  });

  test('plays until Run replaces it', async () => {
    void page.session.showRecording(recording(), false);
    await settled();
    page.world.frames.tick();
    expect(page.session.source).toBe('recording');
    expect(page.session.language.trace?.end).toBe(null);
    expect(page.session.busy).toBe(false);
    await page.startRun();
    await page.shown();
    expect(page.session.source).toBe('live');
    expect(page.session.recording).toBe(null);
    expect(page.world.replays.every((run) => run.over)).toBe(true);
    expect(page.session.language.trace?.spec.prompt).toBe('Describe a red apple in two sentences.');
  });

  test('that Run cuts short goes on to its end while the models load', async () => {
    const run = recording();
    void page.session.showRecording(run, false);
    await settled();
    page.world.frames.tick();
    void page.session.run();
    await settled();
    expect(page.session.phase).toBe('loading');
    expect(page.session.traces.map(({ end }) => end?.type)).toEqual(['done', 'done']);
    expect(page.session.playhead.playing).toBe(true);
    expect(page.session.playhead.t).toBeLessThan(duration(run.traces));
    page.session.playhead.seek(5);
    page.world.newest('language').loading.finish();
    page.world.newest('diffusion').loading.finish();
    await settled();
    expect(page.session.source).toBe('live');
    expect(page.session.playhead.live).toBe(true);
  });

  test('stays on show while the models load', async () => {
    void page.session.showRecording(recording(), true);
    void page.session.run();
    await settled();
    expect(page.session.phase).toBe('loading');
    expect(page.session.source).toBe('recording');
    expect(page.session.language.trace?.tokens).toHaveLength(18);
  });

  test('without motion is shown finished', async () => {
    await page.session.showRecording(recording(), true);
    expect(page.session.language.trace?.end?.type).toBe('done');
    expect(page.world.replays).toHaveLength(0);
  });

  test('that arrives after Run is not shown', async () => {
    await page.startRun();
    await page.session.showRecording(recording(), true);
    expect(page.session.source).toBe('live');
  });

  test('does not stay beside a live lane when the other lane cannot load', async () => {
    await page.session.showRecording(recording(), true);
    void page.session.run();
    await settled();
    page.world.newest('language').loading.fail(new EngineError('model-fetch', 'Offline.'));
    page.world.newest('diffusion').loading.finish();
    await settled();
    expect(page.session.language.trace).toBe(null);
    expect(page.session.language.error?.code).toBe('model-fetch');
  });
});

describe('loading', () => {
  test('tells bytes and their rate, and nothing once it is over', async () => {
    void page.session.run();
    await settled();
    const { loading } = page.world.newest('language');
    loading.progress({ loaded: 0, total: 8_000_000 });
    expect(page.session.language.progress?.rate).toBe(null);
    page.world.pass(1000);
    loading.progress({ loaded: 2_000_000, total: 8_000_000 });
    expect(page.session.language.progress).toMatchObject({ rate: 2_000_000, next: 'warm-up' });
    loading.finish();
    await settled();
    expect(page.session.language.progress).toBe(null);
  });

  test('of an older wish is not heard any more', async () => {
    void page.session.run();
    await settled();
    const old = page.world.newest('language').loading;
    await page.session.stop();
    old.progress({ loaded: 5, total: 10 });
    expect(page.session.language.progress).toBe(null);
  });
});
