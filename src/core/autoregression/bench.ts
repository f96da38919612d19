/** What a benchmark varies of an autoregressive model, and the prompts that are long enough for it. */
import { text } from '../../text/mechanism-details';
import type { BenchAxis } from '../measure/axis';
import { LIMITS } from '../limits';
import type { SettingValues } from '../model';
import { valuesOfSampling } from './settings';
import type { Benchmark } from '../mechanism/benchmark';
import { costs } from './cost';

/** Greedy and without penalty: the same tokens each time, as far as the backend computes the same. */
const BENCH_VALUES: SettingValues = {
  task: 'Write a long story about {prompt}.',
  ...valuesOfSampling({ temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 }),
  control: 'text',
};

/** Common words, about a token each. */
const STORY = 'the old house stood on a green hill by the river and the wind went over it'.split(
  ' ',
);

function story(words: number): string {
  return Array.from({ length: words }, (_, i) => STORY[i % STORY.length]).join(' ');
}

const AXES: readonly BenchAxis[] = [
  {
    id: 'tokens',
    label: text.axes.tokens.label,
    values: [16, 32, 64, 128],
    range: LIMITS.maxTokens,
    apply: (values, tokens) => ({ values: { ...values, tokens } }),
    curves: [{ metric: 'runMs', unit: text.axes.tokens.unit, x: ({ tokens }) => tokens ?? null }],
  },
  {
    id: 'context',
    label: text.axes.context.label,
    values: [32, 128, 256, 512],
    range: { label: text.axes.context.range, min: 1, max: 2000, whole: true },
    apply: (values, words) => ({
      values: { ...values, task: 'Continue this story: {prompt}' },
      prompt: story(words),
    }),
    curves: [
      {
        metric: 'ttftMs',
        unit: text.axes.context.unit,
        x: ({ promptTokens }) => promptTokens ?? null,
      },
      {
        metric: 'tpotMs',
        unit: text.axes.context.unit,
        x: ({ promptTokens }) => promptTokens ?? null,
      },
    ],
  },
];

export const benchmark: Benchmark = {
  axes: AXES,
  values: BENCH_VALUES,
  asks: ['tokens'],
  costs,
  // On WASM 8-bit weights are multiplied as 16-bit integers (docs/adr/0002).
  precision: { webgpu: 'f32', wasm: 'int16' },
};
