/** What a screen reader is told while a run goes on. */
import { expect, test } from 'vitest';
import type { Trace } from '../../../src/core/run/trace';
import { newsOf, toldBefore } from '../../../src/state/session/news';
import { shownLanes, type ShownLane } from '../../../src/state/session/shown';
import { pictureTrace, textOf, textTrace } from '../../helpers/traces';

const text = textTrace({ tokens: 16 });
const picture = pictureTrace({ size: 4, spec: { steps: 8 } });

/** As it stood after so many results. */
const after = <T extends Trace>(trace: T, results: number): T => ({
  ...trace,
  results: trace.results.slice(0, results),
  end: null,
});
const lanes = (...traces: Trace[]): ShownLane[] =>
  shownLanes(
    traces.map((trace) => ({ id: trace.spec.lane, trace })),
    [],
  );
const words = (news: string) => news.replace(/^text: /, '');

test('the words that were written since, whole ones only, each once', () => {
  let told = toldBefore(lanes(after(text, 0)));
  const portions: string[] = [];
  for (const n of [0, 3, 4, 9, 15]) {
    const news = newsOf(lanes(after(text, n)), told, false);
    told = news.told;
    if (news.words) portions.push(words(news.words));
  }
  portions.push(words(newsOf(lanes(text), told, true).words));
  expect(portions.length).toBeGreaterThan(2);
  const whole = textOf(text).trim().split(/\s+/);
  expect(portions.flatMap((portion) => portion.split(/\s+/))).toEqual(whole);
});

test('nothing where nothing is new', () => {
  const now = lanes(after(text, 6), after(picture, 3));
  const { told } = newsOf(now, toldBefore(now), false);
  expect(newsOf(now, told, false).words).toBe('');
});

test('how far a picture is, and at the end nothing that the end itself tells', () => {
  const first = newsOf(lanes(after(picture, 3)), toldBefore(lanes(picture)), false);
  expect(first.words).toBe('picture: 3 steps.');
  expect(newsOf(lanes(after(picture, 8)), first.told, false).words).toBe('picture: 8 steps.');
  expect(newsOf(lanes(picture), first.told, true).words).toBe('');
});

test('of a fork only what is new', () => {
  const fork: Trace = { ...text, spec: { ...text.spec, from: { runId: 'run-0', at: 6 } } };
  const news = newsOf(lanes(fork), toldBefore(lanes(fork)), true).words;
  const kept = textOf(after(text, 6));
  expect(words(news)).toBe(textOf(text).slice(kept.length).trim());
});
