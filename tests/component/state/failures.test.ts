import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/core/errors';
import { MAX_PROMPT } from '../../../src/core/limits';
import { settled } from '../../helpers/fakes';
import { openSession } from '../../helpers/session';
import { tokenStep, textOf } from '../../helpers/traces';

const KINDS = ['autoregression', 'diffusion'] as const;

let page: ReturnType<typeof openSession>;

beforeEach(() => {
  page = openSession();
});

describe('a failure', () => {
  test('in one lane leaves the other running', async () => {
    await page.startRun();
    page.token(0);
    const error = new EngineError('device-lost', 'The GPU went away.').toWire();
    page.environment.newest('autoregression').running.emit({ type: 'error', error });
    page.step();
    await page.shown();
    expect(page.session.lane('a')).toMatchObject({ phase: 'failed', error });
    const { trace } = page.session.lane('a');
    expect(trace && textOf(trace)).toBe('A');
    expect(page.session.lane('b').phase).toBe('running');
    await page.finish('diffusion');
    expect(page.session.phase).toBe('failed');
    expect(page.session.announcement).toBe('Language model: failed.');
    expect(page.session.lane('b').trace?.end?.type).toBe('done');
  });

  test('of one load still runs the other lane', async () => {
    void page.session.run();
    await settled();
    page.environment
      .newest('autoregression')
      .loading.fail(new EngineError('integrity', 'Wrong hash.'));
    page.environment.newest('diffusion').loading.finish();
    await settled();
    expect(page.session.lane('a').error?.code).toBe('integrity');
    expect(page.session.lane('b').phase).toBe('running');
    await page.finish('diffusion');
    expect(page.session.phase).toBe('failed');
  });

  test('of both loads fails the run and keeps what was shown', async () => {
    await page.startRun();
    page.token(0);
    await page.finish('autoregression');
    await page.finish('diffusion');
    void page.session.run();
    await settled();
    for (const kind of KINDS)
      page.environment.newest(kind).loading.fail(new EngineError('model-fetch', 'Offline.'));
    await settled();
    expect(page.session.phase).toBe('failed');
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
  });

  test('a worker that dies: one button goes on, text kept until then, picture kept throughout', async () => {
    await page.startRun();
    page.token(0);
    page.step();
    await settled();
    await page.finish('diffusion');
    page.environment.newest('autoregression').running.cut();
    await settled();
    expect(page.session.lane('a').error?.code).toBe('internal');
    expect(page.session.lane('a').trace?.end?.type).toBe('error');
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
    const picture = page.session.lane('b').trace;

    page.environment.pass(60_000);
    void page.session.resume();
    await settled();
    expect(page.environment.of('autoregression').map(({ disposed }) => disposed)).toEqual([
      true,
      false,
    ]);
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
    page.environment.newest('autoregression').loading.finish();
    await settled();
    const { spec } = page.environment.newest('autoregression').running;
    // Behind the picture on the clock, as if each had run alone, which it does.
    expect(spec).toMatchObject({ policy: 'alone', seed: 3 });
    expect(page.environment.now() - spec.epoch).toBe(picture?.duration);
    await page.shown();
    expect(page.session.lane('a').trace?.results).toHaveLength(0);
    await page.finish('autoregression');
    expect(page.session.phase).toBe('done');
    expect(page.session.lane('b').trace).toBe(picture);
  });

  test('is resumed while the other lane goes on, on the same clock', async () => {
    await page.startRun();
    const { epoch } = page.environment.newest('autoregression').running.spec;
    page.environment.newest('autoregression').running.cut();
    await settled();
    void page.session.resume();
    await settled();
    page.environment.newest('autoregression').loading.finish();
    await settled();
    expect(page.environment.newest('autoregression').running.spec).toMatchObject({
      epoch,
      policy: 'together',
    });
    expect(page.environment.newest('diffusion').runs).toHaveLength(1);
    await page.finish('diffusion');
    expect(page.session.busy).toBe(true);
    await page.finish('autoregression');
    expect(page.session.phase).toBe('done');
  });

  test('of both lanes is resumed with one button, on one clock', async () => {
    await page.startRun();
    for (const kind of KINDS) page.environment.newest(kind).running.cut();
    await settled();
    expect(page.session.phase).toBe('failed');
    void page.session.resume();
    await settled();
    for (const kind of KINDS) page.environment.newest(kind).loading.finish();
    await settled();
    const [text, picture] = KINDS.map((kind) => page.environment.newest(kind).running.spec);
    expect(text).toMatchObject({ policy: 'together', epoch: picture?.epoch });
    expect(page.session.phase).toBe('running');
  });

  test('is the only thing that resume resumes', async () => {
    await page.startRun();
    await page.session.resume();
    expect(page.environment.newest('autoregression').runs).toHaveLength(1);
    expect(page.session.phase).toBe('running');
  });

  test('of the input leaves the model loaded', async () => {
    await page.startRun();
    const error = new EngineError('bad-input', 'Too many tokens.').toWire();
    page.environment.newest('autoregression').running.emit({ type: 'error', error });
    await settled();
    expect(page.environment.newest('autoregression').disposed).toBe(false);
    expect(page.session.lane('a').info).not.toBe(null);
  });

  test('events that break the rules of the stream end the lane, not the page', async () => {
    await page.startRun();
    page.token(0);
    page.environment
      .newest('autoregression')
      .running.emit({ type: 'result', result: tokenStep(1) }, -5);
    await settled();
    expect(page.session.lane('a').error?.code).toBe('internal');
    expect(page.session.lane('a').trace?.results).toHaveLength(1);
    expect(page.session.lane('b').phase).toBe('running');
  });
});

describe('words that cannot run', () => {
  test.each([
    ['nothing', '', /no words/],
    ['blanks', ' \n\t ', /no words/],
    ['too many', 'x'.repeat(10_000), /10,000 characters; at most 4,000/],
    ['too many together with the task', 'x'.repeat(MAX_PROMPT - 5), /task with your words/],
  ])('%s: said at the field, nothing begins, nothing is lost', async (_, words, message) => {
    page.session.settings.set('prompt', words);
    await page.session.run();
    expect(page.session.promptError?.message).toMatch(message);
    expect(page.session.phase).toBe('failed');
    expect(page.environment.of('autoregression')).toHaveLength(0);
    expect(page.session.settings.page.prompt).toBe(words);
  });

  test('do not disturb a run that goes on', async () => {
    await page.startRun();
    page.session.settings.set('prompt', '');
    await page.session.run();
    expect(page.session.promptError).not.toBe(null);
    expect(page.session.phase).toBe('running');
  });

  test.each(['一条绿色的龙', '🐉🟢', 'تنين أخضر', '$& <b>bold</b>'])(
    '%s runs as typed',
    async (words) => {
      page.session.settings.set('prompt', words);
      await page.startRun();
      expect(page.environment.newest('autoregression').running.spec.prompt).toBe(
        `Describe ${words} in two sentences.`,
      );
      expect(page.environment.newest('diffusion').running.spec.prompt).toBe(words);
    },
  );
});
