/** Codes to pixels (`models/ddmodels/tokens/graph.py`). */
import { codesOf } from '../../core/picture-tokens/cell';
import { Tensor } from '../runtime/ort';
import type { Network } from '../runtime/sessions';

/**
 * Both codes of each cell.
 * @param ids null, or behind the end, where there is none: it is drawn white
 */
export function cellCodes(
  ids: readonly (number | null)[],
  side: number,
  codes: number,
): [number, number][] {
  return Array.from({ length: side ** 2 }, (_, place) => {
    const id = ids[place] ?? null;
    return id === null ? [codes, codes] : codesOf(id, codes);
  });
}

/**
 * Pictures in one pass.
 * @param pictures codes of all cells of each
 * @returns [3, size, size] each, about -1 to 1
 */
export async function decode(
  network: Network,
  pictures: readonly (readonly (readonly [number, number])[])[],
  style: number,
): Promise<Float32Array[]> {
  const count = pictures.length;
  const cells = pictures[0]?.length ?? 0;
  const { picture } = await network.run({
    codes: new Tensor('int64', BigInt64Array.from(pictures.flat(2), BigInt), [count, cells, 2]),
    style: new Tensor('int64', new BigInt64Array(count).fill(BigInt(style)), [count]),
  });
  const all = picture?.data as Float32Array;
  const size = all.length / count;
  return pictures.map((_, i) => all.slice(i * size, (i + 1) * size));
}
