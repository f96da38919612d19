/**
 * Every view is a function of (trace, playhead): wherever a trace comes from, it looks the same.
 * One run as it was made, event by event as if it were live, replayed, saved and opened again, and
 * as the beginning of a fork.
 */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { DiffusionTrace } from '../../../src/core/diffusion/spec';
import { decodeRun, encodeRun } from '../../../src/core/saved/codec';
import { isAutoregression } from '../../../src/core/autoregression/spec';
import { append, collect, events, type Trace } from '../../../src/core/run/trace';
import { ReplayEngine } from '../../../src/engines/replay/replay';
import DenoiseCanvas from '../../../src/views/watch/diffusion/DenoiseCanvas.svelte';
import Filmstrip from '../../../src/views/watch/diffusion/Filmstrip.svelte';
import SigmaPlot from '../../../src/views/watch/diffusion/SigmaPlot.svelte';
import Words from '../../../src/views/watch/diffusion/Words.svelte';
import TokenStream from '../../../src/views/watch/autoregression/TokenStream.svelte';
import '../../../src/ui/style';
import { lookedAt, pictureTrace, textTrace } from '../../gallery/samples';

async function replayed<T extends Trace>(trace: T): Promise<T> {
  const engine = new ReplayEngine(trace, { speed: Infinity });
  let again: Trace | null = null;
  for await (const event of engine.run(trace.spec, new AbortController().signal))
    again = append(again, event);
  if (!again) throw new Error('nothing replayed');
  return again as T;
}

function reopened<T extends Trace>(trace: T): T {
  const run = { createdAt: '2026-11-25T00:00:00.000Z', userAgent: 'a browser', traces: [trace] };
  const [again] = decodeRun(encodeRun(run)).traces;
  if (!again) throw new Error('nothing saved');
  return again as T;
}

/** A run that kept the first two thirds of this one and has gone no further yet. */
function forked<T extends Trace>(trace: T, at: number): T {
  const from = isAutoregression(trace)
    ? { runId: 'parent', at, forced: [] }
    : { runId: 'parent', at, renoise: false };
  return { ...trace, spec: { ...trace.spec, from }, results: trace.results.slice(0, at) };
}

/**
 * What a person sees and hears, without the ids that tie labels to their elements, and lengths to
 * a thousandth: candidates are saved as float32.
 */
const seen = (container: Element) =>
  container.innerHTML
    .replace(/\b(id|for|name|aria-[a-z]+|clip-path)="[^"]*"/g, '')
    .replace(/\d+\.\d{4,}/g, (digits) => Number(digits).toFixed(3));

/** What comes of it is a trace of the same mechanism. */
type Source = <T extends Trace>(trace: T) => Promise<T> | T;
const live: Source = <T extends Trace>(trace: T) =>
  [...events(trace)].reduce<Trace | null>(append, null) as T;

const sources: [string, Source][] = [
  ['event by event', live],
  ['all at once', <T extends Trace>(trace: T) => collect(events(trace)) as T],
  ['replayed', replayed],
  ['saved and opened', reopened],
];

test.each(sources)('the text lane looks the same %s', async (_, again) => {
  const trace = textTrace();
  const other = await again(trace);
  for (const playhead of [0, 400, trace.results[11]?.t ?? 0, Infinity]) {
    const screen = await render(TokenStream, { trace, playhead });
    const copy = await render(TokenStream, { trace: other, playhead });
    expect(seen(copy.container)).toBe(seen(screen.container));
  }
});

test.each(sources)('the picture lane looks the same %s', async (_, again) => {
  const trace = pictureTrace({ spec: { steps: 8 }, size: 16 });
  const other = await again(trace);
  for (const playhead of [0, 300, trace.results[4]?.t ?? 0, Infinity])
    for (const view of ['sample', 'denoised', 'noise', 'prompt', 'change'] as const) {
      const pair = await Promise.all(
        [trace, other].map((trace) => render(DenoiseCanvas, { trace, playhead, view })),
      );
      const [screen, copy] = pair.map(({ container }) => seen(container));
      expect(copy).toBe(screen);
    }
  const playhead = trace.results[4]?.t ?? 0;
  const answer = lookedAt(trace, playhead);
  for (const part of [Filmstrip, SigmaPlot] as const) {
    const screen = await render(part, { trace, playhead });
    const copy = await render(part, { trace: other, playhead });
    expect(seen(copy.container)).toBe(seen(screen.container));
  }
  const screen = await render(Words, { trace, playhead, answer, open: true });
  const copy = await render(Words, { trace: other, playhead, answer, open: true });
  expect(seen(copy.container)).toBe(seen(screen.container));
});

test('what a fork kept looks as in the run it came from', async () => {
  const text = textTrace({ end: null });
  const at = text.results[8]?.t ?? 0;
  const answer = (container: Element) => container.querySelector('[data-testid=answer]');
  const screen = await render(TokenStream, { trace: text, playhead: at });
  const copy = await render(TokenStream, { trace: forked(text, 20), playhead: at });
  expect(answer(copy.container)?.innerHTML.replace(/c\d+-/g, '')).toBe(
    answer(screen.container)?.innerHTML.replace(/c\d+-/g, ''),
  );
  const table = (container: Element) => container.querySelector('table')?.textContent;
  expect(table(copy.container)).toBe(table(screen.container));
  const trace = pictureTrace({ spec: { steps: 8 }, size: 16, end: null });
  const playhead = trace.results[3]?.t ?? 0;
  const pixels = async (trace: DiffusionTrace) => {
    const { container } = await render(DenoiseCanvas, { trace, playhead, view: 'change' });
    const canvas = container.querySelector('canvas');
    return canvas?.getContext('2d')?.getImageData(0, 0, 16, 16).data;
  };
  expect(await pixels(forked(trace, 6))).toEqual(await pixels(trace));
});
