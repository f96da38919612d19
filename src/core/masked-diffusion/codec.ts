/** Passes as saved: JSON for each, and 16 bytes a candidate (u32 id, u32 piece, f32 logprob, f32 kept). */
import * as v from 'valibot';
import { text } from '../../text/mechanism-details';
import { CANDIDATE, readCandidates, writeCandidates } from '../run/candidates';
import type { Format, ResultCodec } from '../mechanism/mechanism';
import { count, label, number, passes, pieces } from '../run/schema';
import { textOf } from './places';
import type { Asked, UnmaskPass } from './pass';
import { fixed, specSchema, type MaskedInput, type MaskedSpec } from './spec';

/** Far more than any model of this kind has. */
const MOST_PLACES = 10_000;

const places = v.pipe(v.array(count), v.maxLength(MOST_PLACES));
const asked = v.object({
  place: count,
  id: count,
  piece: label,
  logprob: number,
  entropy: number,
  revealed: v.boolean(),
  /** How many candidates of the body are its own. */
  candidates: v.pipe(count, v.maxValue(1000)),
});
const savedPass = v.object({
  begin: count,
  end: v.pipe(count, v.maxValue(MOST_PLACES)),
  asked: v.pipe(v.array(asked), v.maxLength(MOST_PLACES)),
  remasked: places,
  passes,
});
type Saved = v.InferOutput<typeof savedPass>;

const codec: ResultCodec<MaskedInput, UnmaskPass> = {
  input: v.object({
    pieces,
    cut: v.boolean(),
    length: v.pipe(count, v.maxValue(MOST_PLACES)),
    block: v.pipe(count, v.minValue(1)),
    endId: count,
    fixed: v.pipe(v.array(v.object(fixed)), v.maxLength(MOST_PLACES)),
    passes,
  }),
  result: savedPass,
  write({ begin, end, asked, remasked, passes }, body): Saved {
    return {
      ...{ begin, end, remasked: [...remasked], passes: [...passes] },
      asked: asked.map(({ candidates, ...rest }) => {
        writeCandidates(candidates, body);
        return { ...rest, candidates: candidates.length };
      }),
    };
  },
  read(saved, index, body) {
    const { asked, ...rest } = saved as Saved;
    return {
      ...{ index, ...rest },
      asked: asked.map(({ candidates, ...one }): Asked => ({
        ...one,
        candidates: readCandidates(body, candidates, text.refused.position),
      })),
    };
  },
  size: ({ asked }) =>
    300 + asked.reduce((sum, { candidates }) => sum + 150 + CANDIDATE * candidates.length, 0),
};

export const format: Format<MaskedSpec, MaskedInput, UnmaskPass> = {
  spec: specSchema,
  codec,
  numbers: (trace) => ({
    encoded: trace.input && { ...trace.input },
    text: textOf(trace),
    unmasking: trace.results,
  }),
  cite: ({ spec, results }) =>
    text.cite.maskedText(spec.passes, results.length, text.cite.unmasking(spec), spec.template),
  table: {
    name: 'passes',
    heads: [
      'index',
      'begin',
      'end',
      'asked',
      'revealed',
      'remasked',
      'passes',
      'passes_ms',
      't_ms',
    ],
    row: ({ index, begin, end, asked, remasked, passes, t }) => [
      ...[index, begin, end, asked.length, asked.filter(({ revealed }) => revealed).length],
      ...[remasked.length, passes.length, passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },
};
