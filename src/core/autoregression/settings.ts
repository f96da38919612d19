/** What can be set of an autoregressive model: its task and its sampler. */
import { LIMITS } from '../limits';
import type { SettingValues } from '../model';
import type { Settings } from '../mechanism/settings';
import { DEFAULT_TASK } from './prompt';
import { DEFAULT_SAMPLING, type SamplingParams } from './token';

const TEMPERATURES = [0, 0.4, 0.7, 1, 1.4, 2];

/** The keys are those of the address and never change. */
export const SETTINGS = {
  task: {
    kind: 'text',
    label: 'Task',
    hint: 'what the model is asked',
    initial: DEFAULT_TASK,
    note(text) {
      if (!text.trim()) return 'Empty: the model gets your words alone.';
      return text.includes('{prompt}')
        ? '{prompt} stands for your words.'
        : 'Your words are not part of it: write {prompt} where they belong.';
    },
  },
  tokens: {
    kind: 'number',
    label: LIMITS.maxTokens.label,
    hint: 'at most',
    range: LIMITS.maxTokens,
    step: 1,
    initial: 64,
  },
  temperature: {
    kind: 'number',
    label: LIMITS.temperature.label,
    hint: '0 is greedy',
    range: LIMITS.temperature,
    step: 0.1,
    initial: DEFAULT_SAMPLING.temperature,
    vary: {
      label: 'temperatures',
      what: 'Same random numbers, a flatter or sharper choice of tokens.',
      values: TEMPERATURES,
      name: (value) => (value === 0 ? 'greedy' : `temperature ${value}`),
    },
  },
  topk: {
    kind: 'number',
    label: LIMITS.topK.label,
    hint: '0 keeps all',
    range: LIMITS.topK,
    step: 1,
    initial: DEFAULT_SAMPLING.topK,
  },
  topp: {
    kind: 'number',
    label: LIMITS.topP.label,
    hint: '1 keeps all',
    range: LIMITS.topP,
    step: 0.05,
    initial: DEFAULT_SAMPLING.topP,
  },
  minp: {
    kind: 'number',
    label: LIMITS.minP.label,
    hint: '0 keeps all',
    range: LIMITS.minP,
    step: 0.05,
    initial: DEFAULT_SAMPLING.minP,
  },
  penalty: {
    kind: 'number',
    label: LIMITS.repetitionPenalty.label,
    hint: '1 is none',
    range: LIMITS.repetitionPenalty,
    step: 0.05,
    initial: DEFAULT_SAMPLING.repetitionPenalty,
  },
} as const satisfies Settings;

/** The sampler of a lane's values. */
export function samplingOf(values: SettingValues): SamplingParams {
  const number = (key: keyof typeof SETTINGS) => Number(values[key] ?? SETTINGS[key].initial);
  return {
    temperature: number('temperature'),
    topK: number('topk'),
    topP: number('topp'),
    minP: number('minp'),
    repetitionPenalty: number('penalty'),
  };
}

export function valuesOfSampling(sampling: SamplingParams): SettingValues {
  const { temperature, topK, topP, minP, repetitionPenalty } = sampling;
  return { temperature, topk: topK, topp: topP, minp: minP, penalty: repetitionPenalty };
}
