/** Autoregression: one token after the other, each given all before it. */
import type { SettingValues } from '../model';
import type { Mechanism } from '../mechanism/mechanism';
import { AXES, BENCH_VALUES } from './bench';
import { codec, version1 } from './codec';
import { costs } from './cost';
import { forkSpec } from './fork';
import { METRICS } from './metrics';
import { visible } from './pieces';
import { chatPrompt, taskOf } from './prompt';
import { samplingOf, SETTINGS, valuesOfSampling } from './settings';
import {
  specSchema,
  type AutoregressionSpec,
  type AutoregressionTrace,
  type PromptInput,
} from './spec';
import { textOf } from './text';
import { sameSampling } from './token-origin';
import type { TokenStep } from './token';

export const autoregression: Mechanism<AutoregressionSpec, PromptInput, TokenStep> = {
  id: 'autoregression',
  words: {
    one: 'token',
    many: 'tokens',
    lane: 'Language model',
    how: 'one token at a time',
    model: 'language model',
    does: 'a language model writes one token after another',
  },
  passes: {
    prefill: {
      label: 'prefill',
      what: 'reading the prompt',
      unit: 'token',
      first: true,
      alone: ({ ttftMs }) => ttftMs ?? null,
    },
    decode: {
      label: 'decode',
      what: 'one token',
      unit: 'token',
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
  }),
  valuesOf: (spec, prompt): SettingValues => ({
    task: taskOf(spec.prompt, prompt),
    tokens: spec.maxTokens,
    ...valuesOfSampling(spec.sampling),
  }),
  specSchema,
  codec,
  version1,

  metrics: METRICS,
  pace: 'tpotMs',
  settled({ spec, results, end }) {
    const total = end ? results.length : Math.max(spec.maxTokens, results.length);
    return results.map(({ t }, i) => ({ t, share: (i + 1) / total }));
  },
  final: { when: 'a token is final once it is chosen', atEnd: false },
  continuation({ input, end, results }, count) {
    if (!input) return null;
    // The token that ended the text is left out, or there would be nothing to continue.
    const stopped = end?.type === 'done' && end.reason === 'stop' && count === results.length;
    return { at: Math.max(0, stopped ? count - 1 : count), others: [], note: '' };
  },
  fork: forkSpec,
  describe: ({ sampling: { temperature } }) =>
    temperature === 0 ? 'greedy' : `temperature ${temperature}`,
  cite({ spec, results }) {
    const { temperature, topK, topP, minP, repetitionPenalty } = spec.sampling;
    return (
      `temperature ${temperature}, top-k ${topK}, top-p ${topP}, min-p ${minP}, ` +
      `penalty ${repetitionPenalty}, ${results.length} of at most ${spec.maxTokens} tokens`
    );
  },
  branch,
  changes: (parent, spec) =>
    sameSampling(parent.sampling, spec.sampling) ? [] : ['other sampling'],

  text: textOf,
  numbers: (trace) => ({
    prompt: trace.input && {
      ids: trace.input.ids,
      pieces: trace.input.pieces,
      t: trace.input.t,
    },
    text: textOf(trace),
    tokens: trace.results,
  }),
  table: {
    name: 'tokens',
    heads: [
      ...['index', 'id', 'piece', 'text', 'logprob', 'probability', 'entropy', 'rank', 'draw'],
      ...['pass', 'start_ms', 'pass_ms', 't_ms'],
    ],
    row: ({ index, id, piece, text, logprob, entropy, rank, draw, passes, t }) => [
      // As JSON strings: whitespace shows, and no cell is a formula.
      ...[index, id, JSON.stringify(piece), JSON.stringify(text)],
      ...[logprob, Math.exp(logprob), entropy, rank, draw],
      ...[passes[0]?.kind ?? '', passes[0]?.start ?? t],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },

  axes: AXES,
  benchValues: BENCH_VALUES,
  benchAsks: ['tokens'],
  asked: ({ maxTokens }) => maxTokens,
  costs,
  // On WASM 8-bit weights are multiplied as 16-bit integers (docs/adr/0002).
  precision: { webgpu: 'f32', wasm: 'int16' },
};

function branch({ spec, results }: AutoregressionTrace): string {
  if (!spec.from) return 'from the start';
  const { at, forced, text } = spec.from;
  if (text !== undefined) return `edited from token ${at + 1}`;
  const given = forced.length ? results[at] : undefined;
  if (!given) return `from token ${at + 1}`;
  return `token ${at + 1}: ${visible(given.piece)
    .map((glyph) => glyph.text)
    .join('')}`;
}
