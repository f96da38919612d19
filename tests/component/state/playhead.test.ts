import { beforeEach, describe, expect, test } from 'vitest';
import type { Trace } from '../../../src/core/run/trace';
import { duration, Playhead, stops } from '../../../src/state/session/playhead.svelte';
import { browserFrames } from '../../../src/state/session/frames';
import { FakeFrames } from '../../helpers/fakes';
import { pictureTrace, textTrace } from '../../helpers/traces';

let frames: FakeFrames;
let traces: Trace[];
let playhead: Playhead;

beforeEach(() => {
  frames = new FakeFrames();
  traces = [textTrace({ tokens: 5 }), pictureTrace({ size: 4, spec: { steps: 3 } })];
  playhead = new Playhead(() => traces, frames);
});

test('the stops are the results of both lanes in the order of time', () => {
  const times = stops(traces);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const [text, picture] = traces;
  expect(new Set(times)).toEqual(
    new Set([
      ...(text?.results.map(({ t }) => t) ?? []),
      picture?.input?.t,
      ...(picture?.results.map(({ t }) => t) ?? []),
    ]),
  );
});

test('a step of several passes has a stop for each', () => {
  const [, picture] = traces;
  const first = picture?.results[0];
  if (!picture || !first) throw new Error('no step');
  const pass = { kind: 'denoise', start: 200, ms: 20, size: 2 };
  const heun = { ...first, passes: [pass, { ...pass, start: 225, ms: 20 }], t: 250 };
  expect(stops([{ ...picture, input: null, results: [heun] }])).toEqual([220, 250]);
});

describe('seeking', () => {
  test('stays inside the run', () => {
    playhead.seek(-50);
    expect(playhead.t).toBe(0);
    playhead.seek(NaN);
    expect(playhead.t).toBe(0);
    playhead.seek(duration(traces) + 1);
    expect(playhead.live).toBe(true);
  });

  test('a growing run leaves the playhead where it was put', () => {
    playhead.seek(100);
    traces = [textTrace({ tokens: 9 })];
    expect(playhead.t).toBe(100);
  });
});

describe('playing', () => {
  test('from the end starts over and runs in true time to the end', () => {
    playhead.play();
    expect(playhead.t).toBe(0);
    frames.tick();
    expect(playhead.t).toBe(0);
    frames.tick(100);
    expect(playhead.t).toBe(100);
    frames.tick(1e6);
    expect(playhead.live).toBe(true);
    expect(playhead.playing).toBe(false);
    expect(frames.tick()).toBe(0);
  });

  test('slower when asked', () => {
    playhead.speed = 0.1;
    playhead.play();
    frames.tick();
    frames.tick(100);
    expect(playhead.t).toBeCloseTo(10);
  });

  test('a pause keeps the place, and playing goes on from there', () => {
    playhead.seek(50);
    playhead.play();
    frames.tick();
    frames.tick(20);
    playhead.pause();
    frames.tick(1000);
    expect(playhead.t).toBe(70);
    playhead.play();
    frames.tick();
    frames.tick(5);
    expect(playhead.t).toBe(75);
  });

  test('going live stops it', () => {
    playhead.play();
    playhead.goLive();
    expect(frames.tick()).toBe(0);
    expect(playhead.live).toBe(true);
  });

  test('pressed twice does not play at double speed', () => {
    playhead.play();
    playhead.play();
    expect(frames.tick()).toBe(1);
  });
});

test('the frames of the browser come once, also where no animation frame does', async () => {
  const original = window.requestAnimationFrame;
  // What a hidden tab does: the frame is never drawn.
  window.requestAnimationFrame = () => 0;
  try {
    let calls = 0;
    await new Promise<void>((resolve) => {
      browserFrames.request(() => {
        calls++;
        resolve();
      });
    });
    expect(calls).toBe(1);
  } finally {
    window.requestAnimationFrame = original;
  }
  let taken = 0;
  browserFrames.request(() => taken++)();
  await new Promise<void>((resolve) => browserFrames.request(() => resolve()));
  expect(taken).toBe(0);
});
