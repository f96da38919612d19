import { beforeEach, describe, expect, test } from 'vitest';
import type { MechanismId } from '../../../src/core/ids';
import type { TokenStep } from '../../../src/core/autoregression/token';
import { pictureWords } from '../../../src/state/session/run-grid.svelte';
import { settled } from '../../helpers/fakes';
import { openSession } from '../../helpers/session';
import {
  denoiseSteps,
  pictureSpec,
  pictureTrace,
  textTrace,
  tokenStep,
} from '../../helpers/traces';

const KINDS = ['autoregression', 'diffusion'] as const;
const LANES = { autoregression: 'a', diffusion: 'b' } as const;

let page: ReturnType<typeof openSession>;

/** A finished run of two tokens and two steps. */
async function ran(search?: string) {
  page = openSession(search);
  await page.startRun();
  for (let i = 0; i < 2; i++) page.token(i);
  const steps = denoiseSteps(pictureSpec({ steps: 2 }), 4);
  for (const step of steps)
    page.environment.newest('diffusion').running.emit({ type: 'result', result: step });
  for (const kind of KINDS) await page.finish(kind);
}

const running = (kind: MechanismId) => page.environment.newest(kind).running;

describe('a fork', () => {
  beforeEach(() => ran());

  test('names its parent, runs in its lane alone, and keeps the parent beside it', async () => {
    const [text, picture] = [page.session.lane('a').trace, page.session.lane('b').trace];
    page.session.settings.set('prompt', 'something else');
    void page.session.fork('a', { kind: 'token', at: 1, id: 77 });
    await settled();
    const { spec, options } = running('autoregression');
    expect(spec).toMatchObject({
      prompt: text?.spec.prompt,
      seed: 3,
      policy: 'alone',
      from: { runId: text?.spec.runId, at: 1, forced: [77] },
    });
    expect(options.parent).toBe(text);
    expect(page.session.busy).toBe(true);
    expect(page.environment.newest('diffusion').runs).toHaveLength(1);
    page.token(0);
    await page.finish('autoregression');
    expect(page.session.phase).toBe('done');
    expect(page.session.lane('a').family.map((trace) => trace.spec.runId)).toEqual([
      text?.spec.runId,
      spec.runId,
    ]);
    expect(page.session.lane('a').trace?.spec.runId).toBe(spec.runId);
    expect(page.session.lane('b').trace).toBe(picture);

    page.session.lane('a').show(text as NonNullable<typeof text>);
    expect(page.session.lane('a').family).toHaveLength(2);
    // A run from the start begins a family of its own.
    await page.startRun();
    page.token(0);
    await page.shown();
    expect(page.session.lane('a').family).toHaveLength(1);
  });

  test('takes the current words and settings, and leaves room to write on', async () => {
    for (const [key, value] of [
      ['prompt', 'a blue boat'],
      ['seed', '9'],
      ['temperature', '0'],
      ['tokens', '2'],
      ['guidance', '5'],
      ['steps', '11'],
    ] as const)
      if (key === 'prompt' || key === 'seed') page.session.settings.set(key, value);
      else
        page.session.settings.setLane(
          key === 'guidance' || key === 'steps' ? 'b' : 'a',
          key,
          value,
        );
    void page.session.fork('a', { kind: 'settings', at: 2 });
    await settled();
    expect(running('autoregression').spec).toMatchObject({
      prompt: 'Describe a blue boat in two sentences.',
      seed: 9,
      maxTokens: 4,
      sampling: { temperature: 0 },
    });
    await page.session.stop();
    void page.session.fork('a', { kind: 'token', at: 1100, id: 5 });
    await settled();
    expect(running('autoregression').spec).toMatchObject({ maxTokens: 1024 });
    await page.session.stop();
    void page.session.fork('b', { kind: 'settings', at: 1 });
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
    void page.session.fork('b', { kind: 'renoise', at: 1 });
    await settled();
    expect(running('diffusion').spec).toMatchObject({ seed: 4, from: { renoise: true } });
  });

  test('that cannot begin says why and leaves its parent on show', async () => {
    const { trace } = page.session.lane('a');
    void page.session.fork('a', { kind: 'text', at: 0, text: 'edited' });
    await settled();
    expect(running('autoregression').spec.from).toMatchObject({ text: 'edited' });
    const error = { code: 'bad-input', message: 'No.', hint: '' } as const;
    running('autoregression').emit({ type: 'error', error });
    await settled();
    expect(page.session.phase).toBe('failed');
    expect(page.session.lane('a').error).toEqual(error);
    expect(page.session.lane('a').trace).toBe(trace);
    expect(page.session.lane('a').family).toHaveLength(1);
  });

  test('that failed is resumed with its parent', async () => {
    void page.session.fork('a', { kind: 'token', at: 1, id: 77 });
    await settled();
    const parent = running('autoregression').options.parent;
    page.token(0);
    const error = { code: 'out-of-memory', message: 'No.', hint: '' } as const;
    running('autoregression').emit({ type: 'error', error });
    await settled();
    void page.session.resume();
    await settled();
    page.environment.newest('autoregression').loading.finish();
    await settled();
    expect(running('autoregression').options.parent).toBe(parent);
    expect(running('autoregression').spec.from).toMatchObject({ at: 1, forced: [77] });
  });

  test('of a run that another model made is refused, and the run stays', async () => {
    page = openSession();
    const made = textTrace();
    const engine = { ...made.engine, model: { ...made.engine.model, sha256: 'other' } };
    page.session.lane('a').show({ ...made, engine });
    void page.session.fork('a', { kind: 'settings', at: 1 });
    await settled();
    page.environment.newest('autoregression').loading.finish();
    await settled();
    expect(page.session.lane('a').error?.code).toBe('unsupported-model');
    expect(page.session.lane('a').trace?.results).toBe(made.results);
    expect(page.environment.newest('autoregression').runs).toHaveLength(0);
    expect(page.session.phase).toBe('failed');
  });

  test('of a recording loads the model first, and nothing recorded stays beside it', async () => {
    page = openSession();
    const traces = [textTrace(), pictureTrace()];
    const run = { createdAt: '2026-01-01T00:00:00Z', userAgent: 'x', traces };
    await page.session.showRecording(run, true);
    void page.session.fork('a', { kind: 'settings', at: 1 });
    await settled();
    page.environment.newest('autoregression').loading.finish();
    await settled();
    expect(running('autoregression').options.parent).toBe(traces[0]);
    expect(page.session.source).toBe('live');
    expect(page.session.lane('b').trace).toBeNull();
    expect(page.environment.of('diffusion')).toHaveLength(0);
  });
});

describe('Pause', () => {
  test('reaches both runs, and ends with them', async () => {
    page = openSession();
    await page.startRun();
    const gates = KINDS.map((kind) => running(kind).options.gate);
    page.session.setPaused(true);
    expect(gates.map((gate) => gate?.paused)).toEqual([true, true]);
    let stepped = 0;
    gates[0]?.listen((change) => (stepped += change === 'step' ? 1 : 0));
    page.session.onePass();
    expect(stepped).toBe(1);
    void page.session.stop();
    await settled();
    expect(page.session.paused).toBe(false);
    expect(gates[0]?.paused).toBe(false);
  });

  test('is off when a new run begins', async () => {
    page = openSession();
    await page.startRun();
    page.session.setPaused(true);
    await page.startRun();
    expect(page.session.paused).toBe(false);
    expect(running('autoregression').options.gate?.paused).toBe(false);
  });
});

describe('Many at once', () => {
  /** Presses the button and lets the models load. */
  async function start() {
    void page.session.grid.start();
    await settled();
    for (const kind of KINDS)
      if (page.session.lane(LANES[kind]).phase === 'loading')
        page.environment.newest(kind).loading.finish();
    await settled();
  }

  /** Lets the newest run of a lane end with one result. */
  async function finish(kind: MechanismId, text = 'fine') {
    if (kind === 'autoregression')
      running(kind).emit({ type: 'result', result: { ...tokenStep(0), text } as TokenStep });
    else page.step();
    await page.finish(kind);
  }

  test('runs one after the other on each model, and shows none of them in the lanes', async () => {
    await ran();
    const lane = page.session.lane('a');
    const { trace } = lane;
    page.session.grid.count = 3;
    await start();
    expect(page.session.phase).toBe('running');
    for (let i = 0; i < 3; i++) {
      expect(running('autoregression').spec.seed).toBe(3 + i);
      await finish('autoregression');
      await finish('diffusion');
    }
    const { cells } = page.session.grid;
    expect(cells.map(({ label }) => label)).toEqual(['seed 3', 'seed 4', 'seed 5']);
    expect(cells.every((cell) => cell.traces['a']?.end && cell.traces['b']?.end)).toBe(true);
    expect(lane.trace).toBe(trace);
    expect(page.session.phase).toBe('done');
  });

  test('runs the samplers on the picture model alone', async () => {
    await ran();
    page.session.grid.variation = 'sampler';
    page.session.grid.count = 2;
    await start();
    const runs = page.environment.newest('autoregression').runs.length;
    expect(running('diffusion').spec).toMatchObject({ sampler: 'euler', seed: 3 });
    await finish('diffusion');
    expect(running('diffusion').spec).toMatchObject({ sampler: 'heun', seed: 3 });
    await finish('diffusion');
    expect(page.environment.newest('autoregression').runs).toHaveLength(runs);
  });

  test('lets each text become the words of a picture', async () => {
    await ran();
    page.session.grid.variation = 'pipeline';
    page.session.grid.count = 2;
    await start();
    const { epoch } = running('autoregression').spec;
    page.environment.pass(5000);
    await finish('autoregression', 'a big hat. And more.');
    // On the clock of its text, so that it is seen to come after it.
    expect(running('diffusion').spec).toMatchObject({
      prompt: 'a red apple with a big hat',
      policy: 'alone',
      epoch,
    });
    await finish('diffusion');
    await finish('autoregression', ' \n');
    expect(running('diffusion').spec.prompt).toBe('a red apple');
    await finish('diffusion');
    expect(page.session.phase).toBe('done');
  });

  test('Stop keeps what there is', async () => {
    await ran();
    await start();
    await finish('autoregression');
    void page.session.stop();
    await settled();
    expect(page.session.busy).toBe(false);
    expect(page.session.grid.running).toBe(false);
    expect(page.session.grid.cells[0]?.traces['a']?.end).toMatchObject({ type: 'done' });
    expect(page.session.grid.cells).toHaveLength(4);
  });

  test('an empty prompt is refused, and nothing is lost', async () => {
    await ran();
    const { trace } = page.session.lane('a');
    page.session.setPrompt('  ');
    await page.session.grid.start();
    expect(page.session.promptError?.code).toBe('bad-input');
    expect(page.session.lane('a').trace).toBe(trace);
  });
});

test('the words of a picture are few', () => {
  expect(pictureWords('a cat', ' a very long list of words that never comes to its end ')).toBe(
    'a cat with a very long list of words that never comes',
  );
});
