/** Hand-made runs of a picture by tokens: 2 x 2 cells of two codes of 10, a picture after each row. */
import type { CellStep } from '../../src/core/autoregression-picture/cell';
import { idOf } from '../../src/core/picture-tokens/cell';
import type { PictureInput } from '../../src/core/picture-tokens/input';
import type { PictureSpec, PictureTrace } from '../../src/core/autoregression-picture/spec';
import type { EngineInfo, EventBody, RunEvent } from '../../src/core/run/run';
import { engineInfo, framed, traceOf, type Ending } from './traces';

const CODES = 10;
const SIDE = 2;
/** Pixels a side of its pictures. */
export const SIZE = 8;

export function cellSpec(changes: Partial<PictureSpec> = {}): PictureSpec {
  return {
    mechanism: 'autoregression-picture',
    lane: 'a',
    runId: 'run-1',
    seed: 7,
    policy: 'together',
    epoch: 1_795_000_000_000,
    prompt: 'a red apple',
    temperature: 1,
    topK: 0,
    topP: 0.9,
    guidance: 2,
    style: 3,
    ...changes,
  };
}

/** A picture of one shade: -1 black to 1 white. */
export function shaded(value: number): Float32Array {
  return new Float32Array(3 * SIZE * SIZE).fill(value);
}

function cell(index: number): Omit<CellStep, 'passes'> {
  const id = idOf(index, index + 1, CODES);
  return {
    ...{ index, id, draws: [0.25, 0.75] as const },
    logprob: Math.log(0.5 + index / 10),
    entropy: 1 + index,
    candidates: [
      { id, logprob: Math.log(0.5 + index / 10), kept: 0.75 },
      { id: idOf(7, index, CODES), logprob: Math.log(0.2), kept: 0.25 },
      { id: idOf(9, index, CODES), logprob: Math.log(0.01), kept: 0 },
    ],
    picture: index % SIDE === SIDE - 1 ? shaded(index / 4) : null,
  };
}

const input: PictureInput = {
  pieces: ['[CLS]', 'a', 'red', 'apple', '[SEP]'],
  cut: false,
  side: SIDE,
  codes: CODES,
  passes: [{ kind: 'encode', start: 2, ms: 30, size: 5 }],
};

export interface CellOptions {
  readonly spec?: Partial<PictureSpec>;
  readonly engine?: Partial<EngineInfo>;
  readonly cells?: number;
  /** null: the run is still going. */
  readonly end?: Ending;
}

export function cellTrace(options: CellOptions = {}): PictureTrace {
  const spec = cellSpec(options.spec);
  const size = spec.guidance === 1 ? 1 : 2;
  const results = Array.from({ length: options.cells ?? SIDE ** 2 }, (_, index): CellStep => {
    const one = cell(index);
    const start = 40 + index * 20;
    return {
      ...one,
      passes: [
        { kind: index ? 'cell' : 'prefill', start, ms: 8, size: index ? size : 6 },
        { kind: 'second', start: start + 8, ms: 2, size: 6 * size },
        ...(one.picture ? [{ kind: 'paint', start: start + 10, ms: 5, size: 1 }] : []),
      ],
    };
  });
  const done: EventBody = { type: 'done', reason: 'complete' };
  const end = options.end === undefined ? [done] : options.end ? [options.end] : [];
  const events: RunEvent[] = framed(spec, [
    {
      type: 'start',
      spec,
      engine: engineInfo('autoregression-picture', options.engine),
      warm: true,
    },
    { type: 'input', input },
    ...results.map((result) => ({ type: 'result' as const, result })),
    ...end,
  ]);
  return traceOf<PictureTrace>(events);
}
