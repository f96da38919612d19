import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../src/core/errors';
import { MAX_PROMPT } from '../../src/core/limits';
import type { LaneKind } from '../../src/core/run';
import { textOf } from '../../src/core/trace';
import { Comparison } from '../../src/state/comparison.svelte';
import { Settings } from '../../src/state/settings.svelte';
import { FakeWorld, fakeAddress, settled } from '../helpers/fakes';
import {
  denoiseSteps,
  diffusionSpec,
  diffusionTrace,
  languageTrace,
  tokenStep,
} from '../helpers/traces';

const KINDS: LaneKind[] = ['language', 'diffusion'];
const frame = denoiseSteps(diffusionSpec({ steps: 1 }), 4)[0];
if (!frame) throw new Error('no step');

let world: FakeWorld;
let session: Comparison;

function start(search = '') {
  world = new FakeWorld();
  session = new Comparison(new Settings(fakeAddress(search)), world);
}

/** Presses Run and lets both models load. */
async function startRun() {
  void session.run();
  await settled();
  for (const kind of KINDS)
    if (session[kind].phase === 'loading') world.newest(kind).loading.finish();
  await settled();
}

const token = (index: number) =>
  world.newest('language').running.emit({ type: 'token', token: tokenStep(index) });
const step = () => frame && world.newest('diffusion').running.emit({ type: 'step', step: frame });

async function finish(kind: LaneKind) {
  world.newest(kind).running.emit({ type: 'done', reason: kind === 'language' ? 'stop' : 'steps' });
  await settled();
}

async function shown() {
  await settled();
  world.frames.tick();
}

beforeEach(() => start('?prompt=a+red+apple&seed=3'));

describe('Run', () => {
  test('loads both models side by side, then runs both lanes on one epoch', async () => {
    void session.run();
    await settled();
    expect(session.phase).toBe('loading');
    world.newest('language').loading.finish();
    await settled();
    // Neither lane gets a head start.
    expect(world.newest('language').runs).toHaveLength(0);
    world.newest('diffusion').loading.finish();
    await settled();
    expect(session.phase).toBe('running');
    const [text, picture] = KINDS.map((kind) => world.newest(kind).running.spec);
    expect(text).toMatchObject({ prompt: 'Describe a red apple in two sentences.', seed: 3 });
    expect(picture).toMatchObject({ prompt: 'a red apple', seed: 3, epoch: text?.epoch });
    expect(text?.runId).not.toBe(picture?.runId);

    token(0);
    step();
    await shown();
    expect(session.language.trace?.tokens).toHaveLength(1);
    expect(session.diffusion.trace?.steps).toHaveLength(1);
    await finish('language');
    expect(session.busy).toBe(true);
    await finish('diffusion');
    expect(session.phase).toBe('done');
    expect(session.announcement).toBe('Finished: 1 token, 1 step.');
  });

  test('asks for the model, backend and threads of the settings', async () => {
    start('?backend=wasm&threads=2');
    void session.run();
    await settled();
    expect(world.newest('diffusion').loading.options).toEqual({
      model: 'emoji-denoiser',
      baseUrl: world.baseUrl,
      backend: 'wasm',
      threads: 2,
    });
  });

  test('publishes a trace once a frame, not once an event', async () => {
    await startRun();
    world.frames.tick();
    const before = session.language.trace;
    for (let i = 0; i < 5; i++) token(i);
    await settled();
    expect(session.language.trace).toBe(before);
    world.frames.tick();
    expect(session.language.trace?.tokens).toHaveLength(5);
  });

  test('alone: the picture waits for the text', async () => {
    start('?policy=alone');
    await startRun();
    expect(world.newest('diffusion').runs).toHaveLength(0);
    await finish('language');
    expect(world.newest('diffusion').running.spec.policy).toBe('alone');
    await finish('diffusion');
    expect(session.phase).toBe('done');
  });

  test('during a run ends that run first and then starts over', async () => {
    await startRun();
    token(0);
    await shown();
    const first = world.newest('language').running;
    const epoch = first.spec.epoch;
    world.pass(500);
    await startRun();
    expect(first.over).toBe(true);
    expect(world.newest('language').runs).toHaveLength(2);
    expect(world.newest('language').running.spec.epoch).toBe(epoch + 500);
    expect(session.phase).toBe('running');
    await shown();
    expect(session.language.trace?.tokens).toHaveLength(0);
  });

  test('pressed many times runs once more, not many times', async () => {
    await startRun();
    void session.run();
    void session.run();
    await startRun();
    expect(world.newest('language').runs).toHaveLength(2);
  });

  test('uses the words as they were when it was pressed', async () => {
    void session.run();
    session.settings.set('prompt', '');
    await settled();
    for (const kind of KINDS) world.newest(kind).loading.finish();
    await settled();
    expect(world.newest('diffusion').running.spec.prompt).toBe('a red apple');
  });
});

describe('Stop', () => {
  test('while loading', async () => {
    void session.run();
    await settled();
    await session.stop();
    expect(session.busy).toBe(false);
    expect(session.phase).toBe('idle');
    expect(KINDS.map((kind) => session[kind].error)).toEqual([null, null]);
    await startRun();
    expect(session.phase).toBe('running');
  });

  test('while running keeps text and picture', async () => {
    await startRun();
    token(0);
    step();
    await settled();
    await session.stop();
    expect(session.busy).toBe(false);
    expect(session.language.trace?.end?.type).toBe('aborted');
    expect(session.language.trace?.tokens).toHaveLength(1);
    expect(session.diffusion.trace?.steps).toHaveLength(1);
    expect(session.announcement).toBe('Stopped.');
  });

  test('between two lanes that run alone does not start the second', async () => {
    start('?policy=alone');
    await startRun();
    await session.stop();
    expect(world.newest('diffusion').runs).toHaveLength(0);
  });

  test('right after Run takes that Run back', async () => {
    await startRun();
    const again = session.run();
    const stopped = session.stop();
    await Promise.all([again, stopped]);
    expect(session.busy).toBe(false);
    expect(world.newest('language').runs).toHaveLength(1);
  });

  test('with nothing going on changes nothing', async () => {
    await session.stop();
    expect(session.announcement).toBe('');
    expect(session.phase).toBe('idle');
  });

  test('an engine that does not listen is thrown away, its text stays', async () => {
    await startRun();
    token(0);
    await shown();
    const engine = world.newest('language');
    engine.deaf = true;
    const stopped = session.stop();
    await settled();
    expect(session.stopping).toBe(true);
    world.pass(4999);
    await settled();
    expect(engine.disposed).toBe(false);
    world.pass(1);
    await stopped;
    expect(engine.disposed).toBe(true);
    expect(session.language.error).toBe(null);
    expect(session.language.trace?.end?.type).toBe('aborted');
    await startRun();
    expect(world.made.language).toHaveLength(2);
    expect(session.phase).toBe('running');
  });
});

describe('a failure', () => {
  test('in one lane leaves the other running', async () => {
    await startRun();
    token(0);
    const error = new EngineError('device-lost', 'The GPU went away.').toWire();
    world.newest('language').running.emit({ type: 'error', error });
    step();
    await shown();
    expect(session.language).toMatchObject({ phase: 'failed', error });
    expect(session.language.trace && textOf(session.language.trace)).toBe('A');
    expect(session.diffusion.phase).toBe('running');
    await finish('diffusion');
    expect(session.phase).toBe('failed');
    expect(session.announcement).toBe('Language model: failed.');
    expect(session.diffusion.trace?.end?.type).toBe('done');
  });

  test('of one load still runs the other lane', async () => {
    void session.run();
    await settled();
    world.newest('language').loading.fail(new EngineError('integrity', 'Wrong hash.'));
    world.newest('diffusion').loading.finish();
    await settled();
    expect(session.language.error?.code).toBe('integrity');
    expect(session.diffusion.phase).toBe('running');
    await finish('diffusion');
    expect(session.phase).toBe('failed');
  });

  test('of both loads fails the run and keeps what was shown', async () => {
    await startRun();
    token(0);
    await finish('language');
    await finish('diffusion');
    void session.run();
    await settled();
    for (const kind of KINDS)
      world.newest(kind).loading.fail(new EngineError('model-fetch', 'Offline.'));
    await settled();
    expect(session.phase).toBe('failed');
    expect(session.language.trace?.tokens).toHaveLength(1);
  });

  test('a worker that dies: one button goes on, text kept until then, picture kept throughout', async () => {
    await startRun();
    token(0);
    step();
    await settled();
    await finish('diffusion');
    world.newest('language').running.cut();
    await settled();
    expect(session.language.error?.code).toBe('internal');
    expect(session.language.trace?.end?.type).toBe('error');
    expect(session.language.trace?.tokens).toHaveLength(1);
    const picture = session.diffusion.trace;

    world.pass(60_000);
    void session.resume();
    await settled();
    expect(world.made.language.map((engine) => engine.disposed)).toEqual([true, false]);
    expect(session.language.trace?.tokens).toHaveLength(1);
    world.newest('language').loading.finish();
    await settled();
    const { spec } = world.newest('language').running;
    // Behind the picture on the clock, as if each had run alone, which it does.
    expect(spec).toMatchObject({ policy: 'alone', seed: 3 });
    expect(world.now() - spec.epoch).toBe(picture?.duration);
    await shown();
    expect(session.language.trace?.tokens).toHaveLength(0);
    await finish('language');
    expect(session.phase).toBe('done');
    expect(session.diffusion.trace).toBe(picture);
  });

  test('is resumed while the other lane goes on, on the same clock', async () => {
    await startRun();
    const { epoch } = world.newest('language').running.spec;
    world.newest('language').running.cut();
    await settled();
    void session.resume();
    await settled();
    world.newest('language').loading.finish();
    await settled();
    expect(world.newest('language').running.spec).toMatchObject({ epoch, policy: 'together' });
    expect(world.newest('diffusion').runs).toHaveLength(1);
    await finish('diffusion');
    expect(session.busy).toBe(true);
    await finish('language');
    expect(session.phase).toBe('done');
  });

  test('of both lanes is resumed with one button, on one clock', async () => {
    await startRun();
    for (const kind of KINDS) world.newest(kind).running.cut();
    await settled();
    expect(session.phase).toBe('failed');
    void session.resume();
    await settled();
    for (const kind of KINDS) world.newest(kind).loading.finish();
    await settled();
    const [text, picture] = KINDS.map((kind) => world.newest(kind).running.spec);
    expect(text).toMatchObject({ policy: 'together', epoch: picture?.epoch });
    expect(session.phase).toBe('running');
  });

  test('is the only thing that resume resumes', async () => {
    await startRun();
    await session.resume();
    expect(world.newest('language').runs).toHaveLength(1);
    expect(session.phase).toBe('running');
  });

  test('of the input leaves the model loaded', async () => {
    await startRun();
    const error = new EngineError('bad-input', 'Too many tokens.').toWire();
    world.newest('language').running.emit({ type: 'error', error });
    await settled();
    expect(world.newest('language').disposed).toBe(false);
    expect(session.language.info).not.toBe(null);
  });

  test('events that break the rules of the stream end the lane, not the page', async () => {
    await startRun();
    token(0);
    world.newest('language').running.emit({ type: 'token', token: tokenStep(1) }, -5);
    await settled();
    expect(session.language.error?.code).toBe('internal');
    expect(session.language.trace?.tokens).toHaveLength(1);
    expect(session.diffusion.phase).toBe('running');
  });
});

describe('words that cannot run', () => {
  test.each([
    ['nothing', '', /no words/],
    ['blanks', ' \n\t ', /no words/],
    ['too many', 'x'.repeat(10_000), /10,000 characters; at most 4,000/],
    ['too many together with the task', 'x'.repeat(MAX_PROMPT - 5), /task with your words/],
  ])('%s: said at the field, nothing begins, nothing is lost', async (_, words, message) => {
    session.settings.set('prompt', words);
    await session.run();
    expect(session.promptError?.message).toMatch(message);
    expect(session.phase).toBe('failed');
    expect(world.made.language).toHaveLength(0);
    expect(session.settings.values.prompt).toBe(words);
  });

  test('do not disturb a run that goes on', async () => {
    await startRun();
    session.settings.set('prompt', '');
    await session.run();
    expect(session.promptError).not.toBe(null);
    expect(session.phase).toBe('running');
  });

  test.each(['一条绿色的龙', '🐉🟢', 'تنين أخضر', '$& <b>bold</b>'])(
    '%s runs as typed',
    async (words) => {
      session.settings.set('prompt', words);
      await startRun();
      expect(world.newest('language').running.spec.prompt).toBe(
        `Describe ${words} in two sentences.`,
      );
      expect(world.newest('diffusion').running.spec.prompt).toBe(words);
    },
  );
});

describe('a hidden tab', () => {
  test('during a run is noted, and forgotten with the next', async () => {
    await startRun();
    expect(session.wasHidden).toBe(false);
    world.tab.show(false);
    world.tab.show(true);
    expect(session.wasHidden).toBe(true);
    await startRun();
    expect(session.wasHidden).toBe(false);
  });

  test('while loading or after the run is of no account', async () => {
    void session.run();
    await settled();
    world.tab.show(false);
    world.tab.show(true);
    for (const kind of KINDS) world.newest(kind).loading.finish();
    await settled();
    for (const kind of KINDS) await finish(kind);
    world.tab.show(false);
    expect(session.wasHidden).toBe(false);
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
    void session.showRecording(recording(), false);
    await settled();
    world.frames.tick();
    expect(session.source).toBe('recording');
    expect(session.language.trace?.end).toBe(null);
    expect(session.busy).toBe(false);
    await startRun();
    await shown();
    expect(session.source).toBe('live');
    expect(session.recording).toBe(null);
    expect(world.replays.every((run) => run.over)).toBe(true);
    expect(session.language.trace?.spec.prompt).toBe('Describe a red apple in two sentences.');
  });

  test('stays on show while the models load', async () => {
    void session.showRecording(recording(), true);
    void session.run();
    await settled();
    expect(session.phase).toBe('loading');
    expect(session.source).toBe('recording');
    expect(session.language.trace?.tokens).toHaveLength(18);
  });

  test('without motion is shown finished', async () => {
    await session.showRecording(recording(), true);
    expect(session.language.trace?.end?.type).toBe('done');
    expect(world.replays).toHaveLength(0);
  });

  test('that arrives after Run is not shown', async () => {
    await startRun();
    await session.showRecording(recording(), true);
    expect(session.source).toBe('live');
  });

  test('does not stay beside a live lane when the other lane cannot load', async () => {
    await session.showRecording(recording(), true);
    void session.run();
    await settled();
    world.newest('language').loading.fail(new EngineError('model-fetch', 'Offline.'));
    world.newest('diffusion').loading.finish();
    await settled();
    expect(session.language.trace).toBe(null);
    expect(session.language.error?.code).toBe('model-fetch');
  });
});

describe('loading', () => {
  test('tells bytes and their rate, and nothing once it is over', async () => {
    void session.run();
    await settled();
    const { loading } = world.newest('language');
    loading.progress({ loaded: 0, total: 8_000_000 });
    expect(session.language.progress?.rate).toBe(null);
    world.pass(1000);
    loading.progress({ loaded: 2_000_000, total: 8_000_000 });
    expect(session.language.progress).toMatchObject({ rate: 2_000_000, next: 'warm-up' });
    loading.finish();
    await settled();
    expect(session.language.progress).toBe(null);
  });

  test('of an older wish is not heard any more', async () => {
    void session.run();
    await settled();
    const old = world.newest('language').loading;
    await session.stop();
    old.progress({ loaded: 5, total: 10 });
    expect(session.language.progress).toBe(null);
  });
});
