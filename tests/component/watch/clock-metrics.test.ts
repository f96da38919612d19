import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { figuresOf } from '../../../src/core/measure/metric';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { append, events, until, type Trace } from '../../../src/core/run/trace';
import { duration, probability, significant } from '../../../src/ui/format';
import Metrics from '../../../src/views/watch/Metrics.svelte';
import '../../../src/ui/style';
import { pictureTrace, textTrace } from '../../gallery/samples';
import { STATES } from '../../gallery/states';
import { pictureTraces, textTraces } from '../../helpers/arbitrary';

const language = textTrace();
const diffusion = pictureTrace({ size: 8 });
const TEXT = { mechanism: MECHANISMS.autoregression, name: 'the language model' };
const PICTURE = { mechanism: MECHANISMS.diffusion, name: 'the diffusion model' };
const text = (container: Element) => container.textContent?.replace(/\s+/g, ' ') ?? '';

describe('Metrics', () => {
  test('are those of the mechanism at the playhead', async () => {
    const t = language.results[20]?.t ?? 0;
    const now = until(language, t);
    expect(now.results).toHaveLength(21);
    const screen = await render(Metrics, { ...TEXT, trace: language, playhead: t });
    const m = figuresOf(TEXT.mechanism.metrics, now);
    expect(text(screen.container)).toContain(
      `${significant(m['decodeTokensPerSecond'] ?? null)} tok/s`,
    );
    expect(text(screen.container)).toContain(duration(m['ttftMs'] ?? null));
    await screen.rerender({ ...PICTURE, trace: diffusion, playhead: Infinity });
    const d = figuresOf(PICTURE.mechanism.metrics, diffusion);
    expect(text(screen.container)).toContain(duration(d['msPerStep'] ?? null));
    expect(text(screen.container)).toContain(duration(d['imageMs'] ?? null));
  });

  test('no figure without where it came from', async () => {
    const screen = await render(Metrics, { ...TEXT, trace: language, playhead: Infinity });
    const line = 'WASM, 2 threads · together · warm · n = 1 run · known answer ok';
    const origin = () => text(screen.container.querySelector('.origin') as Element).trim();
    const dotted = () =>
      [...screen.container.querySelectorAll('.origin p:last-child > *')]
        .map((element) => element.textContent?.trim())
        .join(' · ');
    expect(dotted()).toBe(line);
    const software = STATES.error().language;
    await screen.rerender({ trace: software });
    expect(origin()).toMatch(/WebGPU on google swiftshader/);
    expect(origin()).toMatch(/software adapter, not comparable/);
    await screen.rerender({ trace: textTrace({ warm: false, spec: { policy: 'turns' } }) });
    expect(origin()).toMatch(/taking turns/);
    expect(origin()).toMatch(/cold \(first run\)/);
    await screen.rerender({ trace: textTrace({ engine: { knownAnswer: null } }) });
    expect(origin()).toMatch(/not checked: no stored answer/);
    expect(screen.container.querySelector('.wrong')).toBeNull();
    const webllm = { runtimeId: 'webllm', runtime: 'WebLLM 0.2.84' } as const;
    await screen.rerender({ trace: textTrace({ engine: webllm }) });
    expect(origin()).toMatch(/WebLLM 0\.2\.84/);
  });

  test('figures of a model that failed its known answer are struck out and called wrong', async () => {
    const { language: trace } = STATES.wrong();
    const { container } = await render(Metrics, { ...TEXT, trace, playhead: Infinity });
    const values = [...container.querySelectorAll('.value')];
    expect(values).toHaveLength(5);
    for (const value of values) expect(value.tagName).toBe('S');
    expect(text(container)).toContain('These figures are wrong');
    expect(text(container)).toContain('known answer failed');
  });

  test('a trace up to a moment is what append made of the events until then', () => {
    fc.assert(
      fc.property(
        fc.oneof<fc.Arbitrary<Trace>[]>(textTraces, pictureTraces),
        fc.double({ min: 0, max: 5000, noNaN: true }),
        (trace, t) => {
          const then = [...events(trace)]
            .filter((event) => event.type === 'start' || event.t <= t)
            .reduce<Trace | null>(append, null);
          const cut = until(trace, t);
          expect(cut.results).toEqual(then?.results);
          expect(cut.end).toEqual(then?.end ?? null);
          expect(cut.input === null).toBe(then?.input === null);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test.each([
  [31.24, '31.2'],
  [118.4, '118'],
  [1234, '1234'],
  [0.0301, '0.0301'],
  [0, '0'],
  [-2.5, '−2.50'],
  [null, '–'],
  [NaN, '–'],
])('significant(%s) is %s', (value, shown) => {
  expect(significant(value)).toBe(shown);
});

test('durations and probabilities', () => {
  expect(duration(8.44)).toBe('8.4 ms');
  expect(duration(420)).toBe('0.42 s');
  expect(duration(12_340)).toBe('12.3 s');
  expect(probability(0.0001)).toBe('<0.001');
  expect(probability(0)).toBe('0.000');
  expect(probability(0.99999)).toBe('>0.999');
  expect(probability(1)).toBe('1.000');
});
