/**
 * Passes as saved: JSON for each, 16 bytes a candidate, and after them, where there is a picture, the
 * bytes it is shown with.
 */
import * as v from 'valibot';
import { text } from '../../text/mechanism-details';
import type { Format, ResultCodec } from '../mechanism/mechanism';
import { MOST_CELLS } from '../picture-tokens/cell';
import { inputSchema, type PictureInput } from '../picture-tokens/input';
import {
  candidateCount,
  frameSize,
  readCells,
  readFrame,
  writeCells,
  writeFrame,
} from '../picture-tokens/saved';
import { CANDIDATE } from '../run/candidates';
import { count, number, passes } from '../run/schema';
import type { AskedCell, PicturePass } from './pass';
import { specSchema, type MaskedPictureSpec } from './spec';

const asked = v.object({
  place: count,
  id: count,
  logprob: number,
  entropy: number,
  revealed: v.boolean(),
  candidates: candidateCount,
});
const savedPass = v.object({
  asked: v.pipe(v.array(asked), v.maxLength(MOST_CELLS)),
  remasked: v.pipe(v.array(count), v.maxLength(MOST_CELLS)),
  frame: frameSize,
  passes,
});
type Saved = v.InferOutput<typeof savedPass>;

const codec: ResultCodec<PictureInput, PicturePass> = {
  input: inputSchema,
  result: savedPass,
  write: ({ asked, remasked, picture, passes }, body): Saved => ({
    asked: asked.map((one) => ({ ...one, candidates: writeCells(one.candidates, body) })),
    remasked: [...remasked],
    frame: writeFrame(picture, body),
    passes: [...passes],
  }),
  read(saved, index, body) {
    const { asked, frame, ...rest } = saved as Saved;
    return {
      ...{ index, ...rest },
      asked: asked.map((one): AskedCell => ({
        ...one,
        candidates: readCells(body, one.candidates),
      })),
      picture: readFrame(body, frame),
    };
  },
  size: ({ asked, picture }) =>
    asked.reduce(
      (sum, { candidates }) => sum + 120 + CANDIDATE * candidates.length,
      300 + (picture?.length ?? 0),
    ),
};

export const format: Format<MaskedPictureSpec, PictureInput, PicturePass> = {
  spec: specSchema,
  codec,
  numbers: ({ input, results }) => ({
    encoded: input && { ...input },
    unmasking: results.map(({ picture, ...rest }) => ({ ...rest, painted: picture !== null })),
  }),
  cite: ({ spec, results }) =>
    text.cite.maskedPicture(spec.passes, results.length, text.cite.unmasking(spec), spec.style),
  table: {
    name: 'passes',
    heads: ['index', 'asked', 'revealed', 'remasked', 'passes', 'passes_ms', 't_ms'],
    row: ({ index, asked, remasked, passes, t }) => [
      ...[index, asked.length, asked.filter(({ revealed }) => revealed).length, remasked.length],
      ...[passes.length, passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },
};
