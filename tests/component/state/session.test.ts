import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/core/errors';
import { duration } from '../../../src/state/session/playhead.svelte';
import { settled } from '../../helpers/fakes';
import { openSession } from '../../helpers/session';
import { pictureTrace, textTrace } from '../../helpers/traces';

const KINDS = ['autoregression', 'diffusion'] as const;
const LANES = { autoregression: 'a', diffusion: 'b' } as const;

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
    page.environment.newest('autoregression').loading.finish();
    await settled();
    // Neither lane gets a head start.
    expect(page.environment.newest('autoregression').runs).toHaveLength(0);
    page.environment.newest('diffusion').loading.finish();
    await settled();
    expect(page.session.phase).toBe('running');
    const [text, picture] = KINDS.map((kind) => page.environment.newest(kind).running.spec);
    expect(text).toMatchObject({ prompt: 'Describe a red apple in two sentences.', seed: 3 });
    expect(picture).toMatchObject({ prompt: 'a red apple', seed: 3, epoch: text?.epoch });
    expect(text?.runId).not.toBe(picture?.runId);

    page.token(0);
    page.step();
    await page.shown();
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
    expect(page.session.lane('b').trace?.results).toHaveLength(1);
    await page.finish('autoregression');
    expect(page.session.busy).toBe(true);
    await page.finish('diffusion');
    expect(page.session.phase).toBe('done');
    expect(page.session.announcement).toBe('Finished: 1 token, 1 step.');
  });

  test('asks for the model, backend and threads of the settings', async () => {
    open('?backend=wasm&threads=2');
    void page.session.run();
    await settled();
    expect(page.environment.newest('diffusion').loading.options).toEqual({
      mechanism: 'diffusion',
      model: { source: 'site', id: 'emoji-denoiser', revision: null },
      runtime: 'onnxruntime',
      needs: ['all-minilm-l6-v2'],
      baseUrl: page.environment.baseUrl,
      backend: 'wasm',
      threads: 2,
    });
  });

  test('asks for the library where WebLLM is chosen, for the language model alone', async () => {
    open('?engine=webllm&backend=webgpu');
    void page.session.run();
    await settled();
    expect(page.environment.newest('autoregression').loading.options).toMatchObject({
      model: { id: 'smollm2-135m-instruct' },
      runtime: 'webllm',
      needs: ['smollm2-webllm'],
      backend: 'webgpu',
    });
    expect(page.environment.newest('diffusion').loading.options.runtime).toBe('onnxruntime');
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
    expect(page.environment.newest('autoregression').loading.options.threads).toBe(threads);
  });

  test('publishes a trace once a frame, not once an event', async () => {
    await page.startRun();
    page.environment.frames.tick();
    const before = page.session.lane('a').trace;
    for (let i = 0; i < 5; i++) page.token(i);
    await settled();
    expect(page.session.lane('a').trace).toBe(before);
    page.environment.frames.tick();
    expect(page.session.lane('a').trace?.results).toHaveLength(5);
  });

  test('alone: the picture waits for the text', async () => {
    open('?policy=alone');
    await page.startRun();
    expect(page.environment.newest('diffusion').runs).toHaveLength(0);
    await page.finish('autoregression');
    expect(page.environment.newest('diffusion').running.spec.policy).toBe('alone');
    await page.finish('diffusion');
    expect(page.session.phase).toBe('done');
  });

  test('during a run ends that run first and then starts over', async () => {
    await page.startRun();
    page.token(0);
    await page.shown();
    const first = page.environment.newest('autoregression').running;
    const epoch = first.spec.epoch;
    page.environment.pass(500);
    await page.startRun();
    expect(first.over).toBe(true);
    expect(page.environment.newest('autoregression').runs).toHaveLength(2);
    expect(page.environment.newest('autoregression').running.spec.epoch).toBe(epoch + 500);
    expect(page.session.phase).toBe('running');
    await page.shown();
    expect(page.session.lane('a').trace?.results).toHaveLength(0);
  });

  test('pressed many times runs once more, not many times', async () => {
    await page.startRun();
    void page.session.run();
    void page.session.run();
    await page.startRun();
    expect(page.environment.newest('autoregression').runs).toHaveLength(2);
  });

  test('uses the words as they were when it was pressed', async () => {
    void page.session.run();
    page.session.settings.set('prompt', '');
    await settled();
    for (const kind of KINDS) page.environment.newest(kind).loading.finish();
    await settled();
    expect(page.environment.newest('diffusion').running.spec.prompt).toBe('a red apple');
  });
});

describe('Stop', () => {
  test('while loading', async () => {
    void page.session.run();
    await settled();
    await page.session.stop();
    expect(page.session.busy).toBe(false);
    expect(page.session.phase).toBe('idle');
    expect(KINDS.map((kind) => page.session.lane(LANES[kind]).error)).toEqual([null, null]);
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
    expect(page.session.lane('a').trace?.end?.type).toBe('aborted');
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
    expect(page.session.lane('b').trace?.results).toHaveLength(1);
    expect(page.session.announcement).toBe('Stopped.');
  });

  test('between two lanes that run alone does not start the second', async () => {
    open('?policy=alone');
    await page.startRun();
    await page.session.stop();
    expect(page.environment.newest('diffusion').runs).toHaveLength(0);
  });

  test('right after Run takes that Run back', async () => {
    await page.startRun();
    const again = page.session.run();
    const stopped = page.session.stop();
    await Promise.all([again, stopped]);
    expect(page.session.busy).toBe(false);
    expect(page.environment.newest('autoregression').runs).toHaveLength(1);
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
    const engine = page.environment.newest('autoregression');
    engine.deaf = true;
    const stopped = page.session.stop();
    await settled();
    expect(page.session.stopping).toBe(true);
    page.environment.pass(1999);
    await settled();
    expect(engine.disposed).toBe(false);
    page.environment.pass(1);
    await stopped;
    expect(engine.disposed).toBe(true);
    expect(page.session.lane('a').error).toBe(null);
    expect(page.session.lane('a').trace?.end?.type).toBe('aborted');
    await page.startRun();
    expect(page.environment.of('autoregression')).toHaveLength(2);
    expect(page.session.phase).toBe('running');
  });
});

describe('a hidden tab', () => {
  test('during a run is noted, and forgotten with the next', async () => {
    await page.startRun();
    expect(page.session.wasHidden).toBe(false);
    page.environment.tab.show(false);
    page.environment.tab.show(true);
    expect(page.session.wasHidden).toBe(true);
    await page.startRun();
    expect(page.session.wasHidden).toBe(false);
  });

  test('while loading or after the run is of no account', async () => {
    void page.session.run();
    await settled();
    page.environment.tab.show(false);
    page.environment.tab.show(true);
    for (const kind of KINDS) page.environment.newest(kind).loading.finish();
    await settled();
    for (const kind of KINDS) await page.finish(kind);
    page.environment.tab.show(false);
    expect(page.session.wasHidden).toBe(false);
  });
});

describe('the recording', () => {
  const recording = () => ({
    createdAt: '2026-11-25T00:00:00.000Z',
    userAgent: 'test',
    traces: [textTrace(), pictureTrace({ size: 4 })],
  });

  test('plays until Run replaces it', async () => {
    void page.session.showRecording(recording(), false);
    await settled();
    page.environment.frames.tick();
    expect(page.session.source).toBe('recording');
    expect(page.session.lane('a').trace?.end).toBe(null);
    expect(page.session.busy).toBe(false);
    await page.startRun();
    await page.shown();
    expect(page.session.source).toBe('live');
    expect(page.session.recording).toBe(null);
    expect(page.environment.replays.every((run) => run.over)).toBe(true);
    expect(page.session.lane('a').trace?.spec.prompt).toBe(
      'Describe a red apple in two sentences.',
    );
  });

  test('that Run cuts short goes on to its end while the models load', async () => {
    const run = recording();
    void page.session.showRecording(run, false);
    await settled();
    page.environment.frames.tick();
    void page.session.run();
    await settled();
    expect(page.session.phase).toBe('loading');
    expect(page.session.traces.map(({ end }) => end?.type)).toEqual(['done', 'done']);
    expect(page.session.playhead.playing).toBe(true);
    expect(page.session.playhead.t).toBeLessThan(duration(run.traces));
    page.session.playhead.seek(5);
    page.environment.newest('autoregression').loading.finish();
    page.environment.newest('diffusion').loading.finish();
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
    expect(page.session.lane('a').trace?.results).toHaveLength(18);
  });

  test('without motion is shown finished', async () => {
    await page.session.showRecording(recording(), true);
    expect(page.session.lane('a').trace?.end?.type).toBe('done');
    expect(page.environment.replays).toHaveLength(0);
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
    page.environment
      .newest('autoregression')
      .loading.fail(new EngineError('model-fetch', 'Offline.'));
    page.environment.newest('diffusion').loading.finish();
    await settled();
    expect(page.session.lane('a').trace).toBe(null);
    expect(page.session.lane('a').error?.code).toBe('model-fetch');
  });
});

describe('loading', () => {
  test('tells bytes and their rate, and nothing once it is over', async () => {
    void page.session.run();
    await settled();
    const { loading } = page.environment.newest('autoregression');
    loading.progress({ loaded: 0, total: 8_000_000 });
    expect(page.session.lane('a').progress?.rate).toBe(null);
    page.environment.pass(1000);
    loading.progress({ loaded: 2_000_000, total: 8_000_000 });
    expect(page.session.lane('a').progress).toMatchObject({ rate: 2_000_000, next: 'warm-up' });
    loading.finish();
    await settled();
    expect(page.session.lane('a').progress).toBe(null);
  });

  test('of an older wish is not heard any more', async () => {
    void page.session.run();
    await settled();
    const old = page.environment.newest('autoregression').loading;
    await page.session.stop();
    old.progress({ loaded: 5, total: 10 });
    expect(page.session.lane('a').progress).toBe(null);
  });
});

describe('any lanes', () => {
  test('two of one mechanism run side by side, each with its own engine and settings', async () => {
    open(
      '?prompt=a+red+apple&lanes=smollm2-135m-instruct,smollm2-135m-instruct@webllm&b.temperature=0',
    );
    await page.startRun();
    const runs = page.environment.of('autoregression').map(({ running }) => running.spec);
    expect(page.environment.made.map(({ kind }) => kind.runtime)).toEqual([
      'onnxruntime',
      'webllm',
    ]);
    expect(runs).toMatchObject([
      { lane: 'a', sampling: { temperature: 0.7 } },
      { lane: 'b', sampling: { temperature: 0 } },
    ]);
    for (const engine of page.environment.made)
      engine.running.emit({ type: 'done', reason: 'stop' });
    await settled();
    expect(page.session.phase).toBe('done');
    expect(page.session.lanes.map((lane) => page.session.nameOf(lane))).toEqual([
      'Language model 1',
      'Language model 2',
    ]);
  });

  test('share the cores by their number', async () => {
    open('?prompt=a&lanes=emoji-denoiser,emoji-denoiser,emoji-denoiser');
    void page.session.run();
    await settled();
    expect(page.environment.made.map(({ loading }) => loading.options.threads)).toEqual([1, 1, 1]);
  });

  test('that are left out give back what they hold at the next run', async () => {
    await page.startRun();
    await page.session.stop();
    page.session.settings.removeLane('b');
    expect(page.session.lanes.map(({ id }) => id)).toEqual(['a', 'b']);
    await page.startRun();
    expect(page.environment.newest('diffusion').disposed).toBe(true);
    expect(page.session.lanes.map(({ id }) => id)).toEqual(['a']);
  });

  test('another model in a lane gets another engine', async () => {
    await page.startRun();
    await page.session.stop();
    page.session.settings.setRuntime('a', 'webllm');
    await page.startRun();
    expect(page.environment.of('autoregression').map(({ disposed }) => disposed)).toEqual([
      true,
      false,
    ]);
  });
});
