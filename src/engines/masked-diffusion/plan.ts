/**
 * Where a text has its given words, and which positions are worked on together: a span is a block,
 * or all blocks that given words reach into, since what stands behind a gap matters to it.
 */
import type { Fixed } from '../../core/masked-diffusion/pass';
import { parseTemplate } from '../../core/masked-diffusion/template';
import { EngineError } from '../../core/errors';
import type { MaskedTextManifest } from '../../core/manifest';
import type { WordTokenizer } from './tokenizer';
import { text as words } from '../../text/engines';

const { run: said } = words;

type Sizes = Pick<MaskedTextManifest['config'], 'length' | 'block' | 'endId'>;

export interface Layout {
  readonly fixed: readonly Fixed[];
  /** Positions of the first span. */
  readonly first: number;
  /** Where the text cannot end: before this position. */
  readonly open: number;
}

/**
 * @throws EngineError `bad-input` where the words do not fit, or leave nothing to fill in
 */
export function layoutOf(template: string, tokenizer: WordTokenizer, sizes: Sizes): Layout {
  const { length, block, endId } = sizes;
  const { parts, open } = parseTemplate(template);
  if (!parts.length) return { fixed: [], first: block, open: 0 };
  const fixed: Fixed[] = [];
  let place = 0;
  for (const [i, part] of parts.entries()) {
    if (part.kind === 'gap') {
      place += part.tokens;
      continue;
    }
    const ids = i ? tokenizer.encodeBehind(part.text) : tokenizer.encode(part.text);
    for (const id of ids) fixed.push({ place: place++, id, piece: tokenizer.piece(id) });
  }
  // The last position of a text is for its end.
  if (place >= length)
    throw new EngineError('bad-input', said.givenLong(place, length - 1), said.shortenThem);
  if (!parts.some(({ kind }) => kind === 'gap'))
    throw new EngineError('bad-input', said.noGap, said.noGapHint);
  const last = (fixed.at(-1)?.place ?? -1) + 1;
  const first = Math.max(1, Math.ceil((open ? Math.max(last, place) : place + 1) / block)) * block;
  if (!open)
    for (let end = place; end < first; end++)
      fixed.push({ place: end, id: endId, piece: tokenizer.piece(endId) });
  return { fixed, first, open: last };
}

/** Positions that are worked on together, and how many passes over them are made. */
export interface Span {
  readonly begin: number;
  readonly end: number;
  readonly done: number;
}

/**
 * What the next pass works on; null where the text is complete.
 * @param passes that were made
 * @param known positions that are decided
 */
export function spanAfter(
  passes: readonly Pick<Span, 'begin' | 'end'>[],
  known: ReadonlyMap<number, { readonly id: number }>,
  { first }: Pick<Layout, 'first'>,
  { length, block, endId }: Sizes,
): Span | null {
  const { begin, end } = passes.at(-1) ?? { begin: 0, end: first };
  for (let place = begin; place < end; place++)
    if (!known.has(place)) {
      const done = passes.filter((pass) => pass.begin === begin && pass.end === end).length;
      return { begin, end, done };
    }
  if (end >= length || [...known.values()].some(({ id }) => id === endId)) return null;
  return { begin: end, end: end + block, done: 0 };
}
