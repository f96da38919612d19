/** Results that people have of version 1: the real ones are fixtures for ever. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  decodeResult,
  encodeResult,
  fromFragment,
  toFragment,
} from '../../../../src/core/bench/codec';
import { summarise } from '../../../../src/core/bench/summary';
import { EngineError } from '../../../../src/core/errors';

const FOLDER = new URL('../../../fixtures/v1/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');

/** A result as version 1 wrote it. */
interface Old {
  readonly plan: Readonly<Record<string, unknown>> & {
    readonly prompts: readonly { readonly question: string; readonly caption: string }[];
  };
  readonly engines: readonly Readonly<Record<string, unknown>>[];
  readonly samples: readonly (Readonly<Record<string, unknown>> & {
    readonly lane: 'language' | 'diffusion';
    readonly passes: unknown;
  })[];
  readonly notes: readonly { readonly message: string }[];
  readonly costs: readonly { readonly kind: string }[];
}
const LANE = { language: 'a', diffusion: 'b' } as const;

describe.each(['full', 'until', 'stopped'])('results/%s.json', (name) => {
  const text = read(`results/${name}.json`);
  const old = JSON.parse(text) as Old;
  const result = decodeResult(text);

  test('opens with every figure, each under its own name', () => {
    expect(result.version).toBe(2);
    expect(result.samples).toHaveLength(old.samples.length);
    result.samples.forEach((sample, i) => {
      const was = old.samples[i] as Old['samples'][number];
      expect(sample.lane).toBe(LANE[was.lane]);
      for (const [key, value] of Object.entries(sample.figures)) expect(was[key], key).toBe(value);
      const { passes, at, start, policy, round, longestWaitMs, passesWaited } = sample;
      expect(was).toMatchObject({ passes, at, start, policy, round, longestWaitMs, passesWaited });
      const known = ['longestPassMs', 'results', 'lane', 'overlap', 'figures', 'prompt', 'engine'];
      const told = [...Object.keys(sample), ...Object.keys(sample.figures), ...known];
      expect(Object.keys(was).filter((key) => !told.includes(key))).toEqual([]);
      expect(sample.results).toBe(was.lane === 'language' ? was['tokens'] : was['steps']);
    });
  });

  test('its plan says what was asked, in the same words', () => {
    const [text, picture] = result.plan.lanes;
    const { tokens, steps, guidance, sampler, schedule } = old.plan;
    expect(text).toMatchObject({ id: 'a', runtime: 'onnxruntime', values: { tokens } });
    expect(picture?.values).toMatchObject({ steps, guidance, sampler, schedule });
    const [words] = result.plan.prompts;
    const [asked] = old.plan.prompts;
    expect(words?.prompt).toBe(asked?.caption);
    // The usual question follows from the task; another stays as it was.
    const usual = asked?.question === `Write a long story about ${asked?.caption}.`;
    expect(words?.lanes).toEqual(usual ? undefined : { a: asked?.question });
    expect(result.costs.map(({ lane, kind }) => `${lane} ${kind}`)).toEqual(
      old.costs.map(({ kind }) => `${['prefill', 'decode'].includes(kind) ? 'a' : 'b'} ${kind}`),
    );
    expect(result.notes.map(({ message }) => message)).toEqual(
      old.notes.map(({ message }) => message),
    );
  });

  test('saved again it is a result of today that says the same', () => {
    const again = decodeResult(encodeResult(result));
    expect(again).toEqual(result);
    expect(summarise(again)).toEqual(summarise(result));
    expect(summarise(result).rows.length).toBeGreaterThan(0);
  });
});

test('full.json: medians, sharing and curves are those of the time', () => {
  const { rows, sharing, curves } = summarise(decodeResult(read('results/full.json')));
  // Two lanes, three policies, cold and warm.
  expect(rows).toHaveLength(12);
  expect(sharing.map(({ policy }) => policy)).toEqual(['together', 'turns']);
  for (const { slowdown, totalWork } of sharing) {
    expect(slowdown['a']?.median).toBeGreaterThan(1);
    expect(slowdown['b']?.median).toBeGreaterThan(1);
    expect(totalWork?.n).toBeGreaterThan(0);
  }
  expect(curves.map(({ axis, lane, metric }) => [axis, lane, metric])).toEqual([
    ['tokens', 'a', 'runMs'],
  ]);
});

test('links that carry results of version 1 open', async () => {
  const { list } = JSON.parse(read('links.json')) as { list: { url: string }[] };
  const carried = list.flatMap(({ url }) => url.split('#result=').slice(1));
  expect(carried).toHaveLength(3);
  const files = ['full', 'stopped', 'until'].map((name) =>
    decodeResult(read(`results/${name}.json`)),
  );
  for (const fragment of carried) {
    const opened = await fromFragment(fragment);
    const file = files.find(({ id, label }) => id === opened.id && label === opened.label);
    expect(opened.plan).toEqual(file?.plan);
    expect(opened.samples.length).toBeGreaterThan(0);
    const again = await toFragment(opened);
    expect((await fromFragment(again ?? '')).plan).toEqual(opened.plan);
  }
});

describe('what version 1 did not write is refused in words', () => {
  const text = read('results/until.json');
  test.each([
    [
      'a lane of its own',
      (t: string) => t.replace('"lane": "language"', '"lane": "music"'),
      'lane',
    ],
    [
      'a figure that is text',
      (t: string) => t.replace(/"ttftMs": [\d.]+/, '"ttftMs": "x"'),
      'ttftMs',
    ],
    [
      'a sampler of its own',
      (t: string) => t.replace('"sampler": "euler"', '"sampler": "x"'),
      'sampler',
    ],
    ['no plan', (t: string) => t.replace('"plan"', '"plane"'), 'plan'],
  ])('%s', (_name, change, word) => {
    expect(change(text)).not.toBe(text);
    expect(() => decodeResult(change(text))).toThrow(EngineError);
    expect(() => decodeResult(change(text))).toThrow(word);
  });
});
