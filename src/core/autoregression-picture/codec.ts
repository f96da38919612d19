/**
 * Cells as saved: JSON for each, 16 bytes a candidate, and after them, where there is a picture, the
 * bytes it is shown with.
 */
import * as v from 'valibot';
import { text } from '../../text/autoregression-picture';
import { shade, sideOf, unshade } from '../image';
import type { Format, ResultCodec } from '../mechanism/mechanism';
import { bad } from '../run/body';
import { CANDIDATE, readCandidates, writeCandidates } from '../run/candidates';
import { count, number, passes, pieces, positive } from '../run/schema';
import type { CellStep } from './cell';
import { MOST_CELLS, specSchema, type PictureInput, type PictureSpec } from './spec';

/** Values of a picture of 1024 x 1024 pixels: more is no picture of ours. */
const LARGEST = 3 * 1024 ** 2;

const savedCell = v.object({
  id: count,
  logprob: number,
  entropy: number,
  draws: v.tuple([number, number]),
  /** How many candidates of the body are its own. */
  candidates: v.pipe(count, v.maxValue(1000)),
  /** Values of its picture, 0 where it has none. */
  frame: v.pipe(count, v.maxValue(LARGEST)),
  passes,
});
type Saved = v.InferOutput<typeof savedCell>;

const codec: ResultCodec<PictureInput, CellStep> = {
  input: v.object({
    pieces,
    cut: v.boolean(),
    side: v.pipe(positive, v.maxValue(Math.sqrt(MOST_CELLS))),
    codes: v.pipe(positive, v.maxValue(0xffff)),
    passes,
  }),
  result: savedCell,
  write({ id, logprob, entropy, draws, candidates, picture, passes }, body): Saved {
    writeCandidates(
      candidates.map((one) => ({ ...one, piece: '' })),
      body,
    );
    const frame = picture?.length ?? 0;
    if (picture) shade(picture, body.room(frame), 0);
    return {
      ...{ id, logprob, entropy, draws: [...draws], candidates: candidates.length, frame },
      passes: [...passes],
    };
  },
  read(saved, index, body) {
    const { candidates, frame, ...rest } = saved as Saved;
    const found = readCandidates(body, candidates, text.errors.candidate);
    const picture = frame ? unshade(body.take(frame)) : null;
    if (picture && !sideOf(picture)) throw bad(text.errors.frame(frame));
    return {
      ...{ index, ...rest, picture },
      candidates: found.map(({ id, logprob, kept }) => ({ id, logprob, kept })),
    };
  },
  size: ({ candidates, picture }) => 300 + CANDIDATE * candidates.length + (picture?.length ?? 0),
};

export const format: Format<PictureSpec, PictureInput, CellStep> = {
  spec: specSchema,
  codec,
  numbers: ({ input, results }) => ({
    encoded: input && { ...input },
    cells: results.map(({ picture, ...rest }) => ({ ...rest, painted: picture !== null })),
  }),
  table: {
    name: 'cells',
    heads: ['index', 'id', 'logprob', 'entropy', 'passes', 'passes_ms', 't_ms'],
    row: ({ index, id, logprob, entropy, passes, t }) => [
      ...[index, id, logprob, entropy, passes.length],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },
};
