import { beforeEach, describe, expect, test } from 'vitest';
import type { LaneKind } from '../../../src/core/run/run';
import { pictureWords } from '../../../src/state/session/run-grid.svelte';
import { settled } from '../../helpers/fakes';
import { KINDS, openSession } from '../../helpers/session';
import {
  denoiseSteps,
  diffusionSpec,
  diffusionTrace,
  languageTrace,
  tokenStep,
} from '../../helpers/traces';

let page: ReturnType<typeof openSession>;

/** A finished run of two tokens and two steps. */
async function ran(search?: string) {
  page = openSession(search);
  await page.startRun();
  for (let i = 0; i < 2; i++) page.token(i);
  const steps = denoiseSteps(diffusionSpec({ steps: 2 }), 4);
  for (const step of steps) page.world.newest('diffusion').running.emit({ type: 'step', step });
  for (const kind of KINDS) await page.finish(kind);
}

const running = (kind: LaneKind) => page.world.newest(kind).running;

describe('a fork', () => {
  beforeEach(() => ran());

  test('names its parent, runs in its lane alone, and keeps the parent beside it', async () => {
    const [text, picture] = [page.session.language.trace, page.session.diffusion.trace];
    page.session.settings.set('prompt', 'something else');
    void page.session.fork('language', { kind: 'token', at: 1, id: 77 });
    await settled();
    const { spec, options } = running('language');
    expect(spec).toMatchObject({
      prompt: text?.spec.prompt,
      seed: 3,
      policy: 'alone',
      from: { runId: text?.spec.runId, at: 1, forced: [77] },
    });
    expect(options.parent).toBe(text);
    expect(page.session.busy).toBe(true);
    expect(page.world.newest('diffusion').runs).toHaveLength(1);
    page.token(0);
    await page.finish('language');
    expect(page.session.phase).toBe('done');
    expect(page.session.language.family.map((trace) => trace.spec.runId)).toEqual([
      text?.spec.runId,
      spec.runId,
    ]);
    expect(page.session.language.trace?.spec.runId).toBe(spec.runId);
    expect(page.session.diffusion.trace).toBe(picture);

    page.session.language.show(text as NonNullable<typeof text>);
    expect(page.session.language.family).toHaveLength(2);
    // A run from the start begins a family of its own.
    await page.startRun();
    page.token(0);
    await page.shown();
    expect(page.session.language.family).toHaveLength(1);
  });

  test('takes the words and settings of now, and leaves room to write on', async () => {
    for (const [key, value] of [
      ['prompt', 'a blue boat'],
      ['seed', '9'],
      ['temperature', '0'],
      ['tokens', '2'],
      ['guidance', '5'],
      ['steps', '11'],
    ] as const)
      page.session.settings.set(key, value);
    void page.session.fork('language', { kind: 'settings', at: 2 });
    await settled();
    expect(running('language').spec).toMatchObject({
      prompt: 'Describe a blue boat in two sentences.',
      seed: 9,
      maxTokens: 4,
      sampling: { temperature: 0 },
    });
    await page.session.stop();
    void page.session.fork('language', { kind: 'token', at: 1100, id: 5 });
    await settled();
    expect(running('language').spec).toMatchObject({ maxTokens: 1024 });
    await page.session.stop();
    void page.session.fork('diffusion', { kind: 'settings', at: 1 });
    await settled();
    // The steps that are kept have the noise levels of the parent.
    expect(running('diffusion').spec).toMatchObject({
      prompt: 'a blue boat',
      guidance: 5,
      steps: 20,
      from: { at: 1, renoise: false },
    });
  });

  test('of new noise never has the seed of its parent', async () => {
    void page.session.fork('diffusion', { kind: 'renoise', at: 1 });
    await settled();
    expect(running('diffusion').spec).toMatchObject({ seed: 4, from: { renoise: true } });
  });

  test('that cannot begin says why and leaves its parent on show', async () => {
    const { trace } = page.session.language;
    void page.session.fork('language', { kind: 'text', text: 'edited' });
    await settled();
    expect(running('language').spec.from).toMatchObject({ text: 'edited' });
    const error = { code: 'bad-input', message: 'No.', hint: '' } as const;
    running('language').emit({ type: 'error', error });
    await settled();
    expect(page.session.phase).toBe('failed');
    expect(page.session.language.error).toEqual(error);
    expect(page.session.language.trace).toBe(trace);
    expect(page.session.language.family).toHaveLength(1);
  });

  test('that failed is resumed with its parent', async () => {
    void page.session.fork('language', { kind: 'token', at: 1, id: 77 });
    await settled();
    const parent = running('language').options.parent;
    page.token(0);
    const error = { code: 'out-of-memory', message: 'No.', hint: '' } as const;
    running('language').emit({ type: 'error', error });
    await settled();
    void page.session.resume();
    await settled();
    page.world.newest('language').loading.finish();
    await settled();
    expect(running('language').options.parent).toBe(parent);
    expect(running('language').spec.from).toMatchObject({ at: 1, forced: [77] });
  });

  test('of a run that another model made is refused, and the run stays', async () => {
    page = openSession();
    const made = languageTrace();
    const engine = { ...made.engine, model: { ...made.engine.model, sha256: 'other' } };
    page.session.language.show({ ...made, engine });
    void page.session.fork('language', { kind: 'settings', at: 1 });
    await settled();
    page.world.newest('language').loading.finish();
    await settled();
    expect(page.session.language.error?.code).toBe('unsupported-model');
    expect(page.session.language.trace?.tokens).toBe(made.tokens);
    expect(page.world.newest('language').runs).toHaveLength(0);
    expect(page.session.phase).toBe('failed');
  });

  test('of a recording loads the model first, and nothing recorded stays beside it', async () => {
    page = openSession();
    const traces = [languageTrace(), diffusionTrace()];
    const run = { version: 1, createdAt: '2026-01-01T00:00:00Z', userAgent: 'x', traces };
    await page.session.showRecording(run, true);
    void page.session.fork('language', { kind: 'settings', at: 1 });
    await settled();
    page.world.newest('language').loading.finish();
    await settled();
    expect(running('language').options.parent).toBe(traces[0]);
    expect(page.session.source).toBe('live');
    expect(page.session.diffusion.trace).toBeNull();
    expect(page.world.made.diffusion).toHaveLength(0);
  });
});

describe('Hold', () => {
  test('reaches both runs, and ends with them', async () => {
    page = openSession();
    await page.startRun();
    const holds = KINDS.map((kind) => running(kind).options.hold);
    page.session.setHeld(true);
    expect(holds.map((hold) => hold?.held)).toEqual([true, true]);
    let stepped = 0;
    holds[0]?.listen((change) => (stepped += change === 'step' ? 1 : 0));
    page.session.onePass();
    expect(stepped).toBe(1);
    void page.session.stop();
    await settled();
    expect(page.session.held).toBe(false);
    expect(holds[0]?.held).toBe(false);
  });

  test('is off when a new run begins', async () => {
    page = openSession();
    await page.startRun();
    page.session.setHeld(true);
    await page.startRun();
    expect(page.session.held).toBe(false);
    expect(running('language').options.hold?.held).toBe(false);
  });
});

describe('Many at once', () => {
  /** Presses the button and lets the models load. */
  async function start() {
    void page.session.many.start();
    await settled();
    for (const kind of KINDS)
      if (page.session[kind].phase === 'loading') page.world.newest(kind).loading.finish();
    await settled();
  }

  /** Lets the newest run of a lane end with one result. */
  async function finish(kind: LaneKind, text = 'fine') {
    if (kind === 'language')
      running(kind).emit({ type: 'token', token: { ...tokenStep(0), text } });
    else page.step();
    await page.finish(kind);
  }

  test('runs one after the other on each model, and shows none of them in the lanes', async () => {
    await ran();
    const { language } = page.session;
    const { trace } = language;
    page.session.many.count = 3;
    await start();
    expect(page.session.phase).toBe('running');
    for (let i = 0; i < 3; i++) {
      expect(running('language').spec.seed).toBe(3 + i);
      await finish('language');
      await finish('diffusion');
    }
    const { cells } = page.session.many;
    expect(cells.map(({ label }) => label)).toEqual(['seed 3', 'seed 4', 'seed 5']);
    expect(cells.every((cell) => cell.language?.end && cell.diffusion?.end)).toBe(true);
    expect(language.trace).toBe(trace);
    expect(page.session.phase).toBe('done');
  });

  test('runs the samplers on the picture model alone', async () => {
    await ran();
    page.session.many.kind = 'sampler';
    page.session.many.count = 2;
    await start();
    const runs = page.world.newest('language').runs.length;
    expect(running('diffusion').spec).toMatchObject({ sampler: 'euler', seed: 3 });
    await finish('diffusion');
    expect(running('diffusion').spec).toMatchObject({ sampler: 'heun', seed: 3 });
    await finish('diffusion');
    expect(page.world.newest('language').runs).toHaveLength(runs);
  });

  test('lets each text become the words of a picture', async () => {
    await ran();
    page.session.many.kind = 'pipeline';
    page.session.many.count = 2;
    await start();
    const { epoch } = running('language').spec;
    page.world.pass(5000);
    await finish('language', 'a big hat. And more.');
    // On the clock of its text, so that it is seen to come after it.
    expect(running('diffusion').spec).toMatchObject({
      prompt: 'a red apple with a big hat',
      policy: 'alone',
      epoch,
    });
    await finish('diffusion');
    await finish('language', ' \n');
    expect(running('diffusion').spec.prompt).toBe('a red apple');
    await finish('diffusion');
    expect(page.session.phase).toBe('done');
  });

  test('Stop keeps what there is', async () => {
    await ran();
    await start();
    await finish('language');
    void page.session.stop();
    await settled();
    expect(page.session.busy).toBe(false);
    expect(page.session.many.running).toBe(false);
    expect(page.session.many.cells[0]?.language?.end).toMatchObject({ type: 'done' });
    expect(page.session.many.cells).toHaveLength(4);
  });

  test('an empty prompt is refused, and nothing is lost', async () => {
    await ran();
    const { trace } = page.session.language;
    page.session.setPrompt('  ');
    await page.session.many.start();
    expect(page.session.promptError?.code).toBe('bad-input');
    expect(page.session.language.trace).toBe(trace);
  });
});

test('the words of a picture are few', () => {
  expect(pictureWords('a cat', ' a very long list of words that never comes to its end ')).toBe(
    'a cat with a very long list of words that never comes',
  );
});
