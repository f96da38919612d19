/** Pictures of picture tokens, asked beside runs. */
import { EngineError } from '../../core/errors';
import type { PaintQuestion } from '../../core/run/paint';
import { text as words } from '../../text/engines';
import { cellCodes, decode } from './decoder';
import type { Loaded } from './load';

/** Most pictures of one question: what a cell has candidates, and a few. */
const MOST_PICTURES = 32;

/** @throws EngineError `bad-input` where the model has no such cells or styles */
export async function paint(
  { config, decoder }: Pick<Loaded, 'config' | 'decoder'>,
  { style, pictures }: PaintQuestion,
): Promise<Float32Array[]> {
  const { side, codes, styles } = config;
  const sound =
    style in styles &&
    pictures.length > 0 &&
    pictures.length <= MOST_PICTURES &&
    // Of no cell at all there is nothing to paint.
    pictures.every((ids) => ids.some((id) => id !== null) && ids.length <= side ** 2) &&
    pictures
      .flat()
      .every((id) => id === null || (Number.isInteger(id) && id >= 0 && id < codes ** 2));
  if (!sound) throw new EngineError('bad-input', words.models.otherCells);
  const cells = pictures.map((ids) => cellCodes(ids, side, codes));
  try {
    return await decode(decoder, cells, style);
  } catch (cause) {
    throw EngineError.from(cause);
  }
}
