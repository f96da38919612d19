/** Autoregression: one token after the other, each given all before it. */
import { text } from '../../text/autoregression';
import type { SettingValues } from '../model';
import type { Mechanism } from '../mechanism/mechanism';
import { visible } from '../pieces';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import { chatPrompt, taskOf } from './prompt';
import { samplingOf, SETTINGS, valuesOfSampling } from './settings';
import { type AutoregressionSpec, type AutoregressionTrace, type PromptInput } from './spec';
import { textOf } from './text';
import { sameSampling } from './token-origin';
import type { TokenStep } from './token';

export const autoregression: Mechanism<AutoregressionSpec, PromptInput, TokenStep> = {
  id: 'autoregression',
  words: text.words,
  passes: {
    prefill: {
      ...text.passes.prefill,
      first: true,
      alone: ({ ttftMs }) => ttftMs ?? null,
    },
    decode: {
      ...text.passes.decode,
      first: false,
      alone: ({ tpotMs }) => tpotMs ?? null,
    },
  },
  settings: SETTINGS,
  suggested: () => ({}),
  spec: (common, values) => ({
    ...common,
    mechanism: 'autoregression',
    prompt: chatPrompt(String(values['task'] ?? ''), common.prompt),
    maxTokens: Number(values['tokens'] ?? SETTINGS.tokens.initial),
    sampling: samplingOf(values),
    ...(values['control'] === 'tokens' && { controlTokens: true }),
  }),
  valuesOf: (spec, prompt): SettingValues => ({
    task: taskOf(spec.prompt, prompt),
    tokens: spec.maxTokens,
    ...valuesOfSampling(spec.sampling),
    control: spec.controlTokens ? 'tokens' : 'text',
  }),

  metrics: METRICS,
  pace: 'tpotMs',
  settled({ spec, results, end }) {
    const total = end ? results.length : Math.max(spec.maxTokens, results.length);
    return results.map(({ t }, i) => ({ t, share: (i + 1) / total }));
  },
  final: { when: text.final, atEnd: false },
  continuation({ input, end, results }, count) {
    if (!input) return null;
    // The token that ended the text is left out, or there would be nothing to continue.
    const stopped = end?.type === 'done' && end.reason === 'stop' && count === results.length;
    return { at: Math.max(0, stopped ? count - 1 : count), others: [], note: '' };
  },
  fork: forkSpec,
  describe: ({ sampling }) => text.temperature(sampling.temperature),
  branch: branchWords,
  changes: (parent, spec) => [
    ...(sameSampling(parent.sampling, spec.sampling) ? [] : [text.changes.sampling]),
    ...(parent.controlTokens === spec.controlTokens ? [] : [text.changes.control]),
  ],

  text: textOf,

  asked: ({ maxTokens }) => maxTokens,
};

function branchWords({ spec, results }: AutoregressionTrace): string {
  const { branch } = text;
  if (!spec.from) return branch.start;
  const { at, forced, text: edited } = spec.from;
  if (edited !== undefined) return branch.edited(at + 1);
  const given = forced.length ? results[at] : undefined;
  if (!given) return branch.token(at + 1);
  const piece = visible(given.piece).map((glyph) => glyph.text);
  return branch.given(at + 1, piece.join(''));
}
