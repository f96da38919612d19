/** Hand-made runs of a masked text: two blocks of four positions, two passes each, an end. */
import type { Asked, UnmaskPass } from '../../src/core/masked-diffusion/pass';
import type { MaskedInput, MaskedSpec, MaskedTrace } from '../../src/core/masked-diffusion/spec';
import type { EngineInfo, EventBody, RunEvent } from '../../src/core/run/run';
import { engineInfo, framed, traceOf, type Ending } from './traces';

export function maskedSpec(changes: Partial<MaskedSpec> = {}): MaskedSpec {
  return {
    mechanism: 'masked-diffusion',
    lane: 'a',
    runId: 'run-1',
    seed: 7,
    policy: 'together',
    epoch: 1_795_000_000_000,
    prompt: 'bird',
    passes: 2,
    temperature: 0.7,
    topP: 0.9,
    guidance: 2,
    noise: 2,
    remask: false,
    template: '',
    ...changes,
  };
}

const END = 2;
const WORDS = ['▁a', '▁small', '▁bird', '▁that', '▁sings', '.', '</s>', '</s>'];
/** Of a word of the text above; the end has its own. */
const idOf = (place: number) => (place < 6 ? 100 + place : END);

/** What a pass found for a position; the likelier half of all tokens is its own. */
export function asked(place: number, revealed: boolean, changes: Partial<Asked> = {}): Asked {
  const piece = WORDS[place] ?? '';
  const id = idOf(place);
  const logprob = Math.log(0.5 + place / 20);
  return {
    ...{ place, id, piece, logprob, entropy: 1, revealed },
    candidates: [
      { id, piece, logprob, kept: 0.75 },
      { id: 200 + place, piece: '▁other', logprob: Math.log(0.2), kept: 0.25 },
      { id: 300 + place, piece: '▁never', logprob: Math.log(0.01), kept: 0 },
    ],
    ...changes,
  };
}

/** Reveals the even positions of a block, then the odd ones. */
export const PASSES: readonly Omit<UnmaskPass, 'passes' | 'index'>[] = [
  { begin: 0, end: 4, asked: [0, 1, 2, 3].map((p) => asked(p, p % 2 === 0)), remasked: [] },
  { begin: 0, end: 4, asked: [1, 3].map((p) => asked(p, true)), remasked: [] },
  { begin: 4, end: 8, asked: [4, 5, 6, 7].map((p) => asked(p, p % 2 === 0)), remasked: [] },
  { begin: 4, end: 8, asked: [5, 7].map((p) => asked(p, true)), remasked: [] },
];

const maskedInput: MaskedInput = {
  pieces: ['[CLS]', 'bird', '[SEP]'],
  cut: false,
  passes: [{ kind: 'encode', start: 2, ms: 30, size: 3 }],
  length: 12,
  block: 4,
  endId: END,
  fixed: [],
};

export interface MaskedOptions {
  readonly spec?: Partial<MaskedSpec>;
  readonly engine?: Partial<EngineInfo>;
  readonly input?: Partial<MaskedInput>;
  readonly passes?: readonly Omit<UnmaskPass, 'passes' | 'index'>[];
  /** null: the run is still going. */
  readonly end?: Ending;
}

function maskedEvents(options: MaskedOptions = {}): RunEvent[] {
  const spec = maskedSpec(options.spec);
  const size = spec.guidance === 1 ? 1 : 2;
  const results = (options.passes ?? PASSES).map((pass, index): UnmaskPass => ({
    ...{ index, ...pass },
    passes: [{ kind: 'unmask', start: 40 + index * 20, ms: 15, size }],
  }));
  const done: EventBody = { type: 'done', reason: 'stop' };
  const end = options.end === undefined ? [done] : options.end ? [options.end] : [];
  return framed(spec, [
    { type: 'start', spec, engine: engineInfo('masked-diffusion', options.engine), warm: true },
    { type: 'input', input: { ...maskedInput, ...options.input } },
    ...results.map((result) => ({ type: 'result' as const, result })),
    ...end,
  ]);
}

export const maskedTrace = (options?: MaskedOptions) => traceOf<MaskedTrace>(maskedEvents(options));
