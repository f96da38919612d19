/** Hand-made runs of a masked picture: 2 x 2 cells of two codes of 10, two of them decided a pass. */
import type { AskedCell, PicturePass } from '../../src/core/masked-diffusion-picture/pass';
import type {
  MaskedPictureSpec,
  MaskedPictureTrace,
} from '../../src/core/masked-diffusion-picture/spec';
import { idOf } from '../../src/core/picture-tokens/cell';
import type { PictureInput } from '../../src/core/picture-tokens/input';
import type { EngineInfo, EventBody } from '../../src/core/run/run';
import { shaded } from './cells';
import { engineInfo, framed, traceOf, type Ending } from './traces';

const CODES = 10;
const SIDE = 2;

export function maskedPictureSpec(changes: Partial<MaskedPictureSpec> = {}): MaskedPictureSpec {
  return {
    mechanism: 'masked-diffusion-picture',
    lane: 'a',
    runId: 'run-1',
    seed: 7,
    policy: 'together',
    epoch: 1_795_000_000_000,
    prompt: 'a red apple',
    passes: 2,
    temperature: 1,
    topP: 0.9,
    guidance: 3,
    noise: 4.5,
    remask: false,
    style: 3,
    ...changes,
  };
}

/** What a pass found for a cell; the likelier half of all pairs is its own. */
export function askedCell(
  place: number,
  revealed: boolean,
  changes: Partial<AskedCell> = {},
): AskedCell {
  const id = idOf(place, place + 1, CODES);
  const logprob = Math.log(0.5 + place / 10);
  return {
    ...{ place, id, logprob, entropy: 1 + place, revealed },
    candidates: [
      { id, logprob, kept: 0.75 },
      { id: idOf(7, place, CODES), logprob: Math.log(0.2), kept: 0.25 },
      { id: idOf(9, place, CODES), logprob: Math.log(0.01), kept: 0 },
    ],
    ...changes,
  };
}

type Made = Omit<PicturePass, 'passes' | 'index'>;

/** Reveals the cells of one diagonal, then those of the other. */
export const FILLED: readonly Made[] = [
  {
    asked: [0, 1, 2, 3].map((p) => askedCell(p, p % 3 === 0)),
    remasked: [],
    picture: shaded(0.25),
  },
  { asked: [1, 2].map((p) => askedCell(p, true)), remasked: [], picture: shaded(0.75) },
];

const input: PictureInput = {
  pieces: ['[CLS]', 'a', 'red', 'apple', '[SEP]'],
  cut: false,
  side: SIDE,
  codes: CODES,
  passes: [
    { kind: 'encode', start: 2, ms: 20, size: 5 },
    { kind: 'prefill', start: 22, ms: 10, size: 6 },
  ],
};

export interface FilledOptions {
  readonly spec?: Partial<MaskedPictureSpec>;
  readonly engine?: Partial<EngineInfo>;
  readonly passes?: readonly Made[];
  /** null: the run is still going. */
  readonly end?: Ending;
}

export function filledTrace(options: FilledOptions = {}): MaskedPictureTrace {
  const spec = maskedPictureSpec(options.spec);
  const size = spec.guidance === 1 ? 1 : 2;
  const results = (options.passes ?? FILLED).map((made, index): PicturePass => {
    const start = 40 + index * 30;
    return {
      ...{ index, ...made },
      passes: [
        { kind: 'unmask', start, ms: 15, size },
        { kind: 'second', start: start + 15, ms: 5, size: 4 * size * made.asked.length },
        ...(made.picture ? [{ kind: 'paint', start: start + 20, ms: 5, size: 1 }] : []),
      ],
    };
  });
  const done: EventBody = { type: 'done', reason: 'complete' };
  const end = options.end === undefined ? [done] : options.end ? [options.end] : [];
  return traceOf<MaskedPictureTrace>(
    framed(spec, [
      {
        type: 'start',
        spec,
        engine: engineInfo('masked-diffusion-picture', options.engine),
        warm: true,
      },
      { type: 'input', input },
      ...results.map((result) => ({ type: 'result' as const, result })),
      ...end,
    ]),
  );
}
