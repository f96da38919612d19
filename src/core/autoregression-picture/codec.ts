/**
 * Cells as saved: JSON for each, 16 bytes a candidate, and after them, where there is a picture, the
 * bytes it is shown with.
 */
import * as v from 'valibot';
import { text } from '../../text/mechanism-details';
import type { Format, ResultCodec } from '../mechanism/mechanism';
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
import type { CellStep } from './cell';
import { specSchema, type PictureSpec } from './spec';

const savedCell = v.object({
  id: count,
  logprob: number,
  entropy: number,
  draws: v.tuple([number, number]),
  candidates: candidateCount,
  frame: frameSize,
  passes,
});
type Saved = v.InferOutput<typeof savedCell>;

const codec: ResultCodec<PictureInput, CellStep> = {
  input: inputSchema,
  result: savedCell,
  write: ({ id, logprob, entropy, draws, candidates, picture, passes }, body): Saved => ({
    ...{ id, logprob, entropy, draws: [...draws] },
    candidates: writeCells(candidates, body),
    frame: writeFrame(picture, body),
    passes: [...passes],
  }),
  read(saved, index, body) {
    const { candidates, frame, ...rest } = saved as Saved;
    return {
      ...{ index, ...rest },
      candidates: readCells(body, candidates),
      picture: readFrame(body, frame),
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
  cite: ({ spec, results }) => text.cite.cells({ ...spec, done: results.length }),
  table: {
    name: 'cells',
    heads: ['index', 'id', 'logprob', 'entropy', 'passes', 'passes_ms', 't_ms'],
    row: ({ index, id, logprob, entropy, passes, t }) => [
      ...[index, id, logprob, entropy, passes.length],
      ...[passes.reduce((sum, { ms }) => sum + ms, 0), t],
    ],
  },
};
