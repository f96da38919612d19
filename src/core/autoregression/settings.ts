/** What can be set of an autoregressive model: its task and its sampler. */
import { text as words } from '../../text/autoregression';
import { LIMITS } from '../limits';
import type { SettingValues } from '../model';
import type { Settings } from '../mechanism/settings';
import { DEFAULT_TASK } from './prompt';
import type { SamplingParams } from '../sampling';
import { DEFAULT_SAMPLING } from './token';

const TEMPERATURES = [0, 0.4, 0.7, 1, 1.4, 2];

/** The keys are those of the address and never change. */
export const SETTINGS = {
  task: {
    kind: 'text',
    label: words.settings.task.label,
    hint: words.settings.task.hint,
    initial: DEFAULT_TASK,
    note(text) {
      const { notes } = words.settings.task;
      if (!text.trim()) return notes.empty;
      return text.includes('{prompt}') ? notes.with : notes.without;
    },
  },
  tokens: {
    kind: 'number',
    label: LIMITS.maxTokens.label,
    hint: words.settings.tokens.hint,
    range: LIMITS.maxTokens,
    step: 1,
    initial: 64,
  },
  temperature: {
    kind: 'number',
    label: LIMITS.temperature.label,
    hint: words.settings.temperature.hint,
    range: LIMITS.temperature,
    step: 0.1,
    initial: DEFAULT_SAMPLING.temperature,
    vary: {
      ...words.settings.temperature.vary,
      values: TEMPERATURES,
      name: (value) => words.temperature(Number(value)),
    },
  },
  topk: {
    kind: 'number',
    label: LIMITS.topK.label,
    hint: words.settings.topk.hint,
    range: LIMITS.topK,
    step: 1,
    initial: DEFAULT_SAMPLING.topK,
  },
  topp: {
    kind: 'number',
    label: LIMITS.topP.label,
    hint: words.settings.topp.hint,
    range: LIMITS.topP,
    step: 0.05,
    initial: DEFAULT_SAMPLING.topP,
  },
  minp: {
    kind: 'number',
    label: LIMITS.minP.label,
    hint: words.settings.minp.hint,
    range: LIMITS.minP,
    step: 0.05,
    initial: DEFAULT_SAMPLING.minP,
  },
  penalty: {
    kind: 'number',
    label: LIMITS.repetitionPenalty.label,
    hint: words.settings.penalty.hint,
    range: LIMITS.repetitionPenalty,
    step: 0.05,
    initial: DEFAULT_SAMPLING.repetitionPenalty,
  },
  control: {
    kind: 'choice',
    label: words.settings.control.label,
    hint: '',
    choices: ['text', 'tokens'],
    names: words.settings.control.names,
    initial: 'text',
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
