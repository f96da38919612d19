/** The words of a caption, and what share of the attention each has. Pure. */
import type { Attention } from '../run/attention';

export interface Word {
  readonly text: string;
  /** Indices of the caption tokens that it is made of. */
  readonly tokens: readonly number[];
}

const MARKS: readonly string[] = ['[CLS]', '[SEP]', '[PAD]'];

/** The words of a caption: pieces that go on a word (`##`) joined, the marks around it left out. */
export function wordsOf(pieces: readonly string[]): Word[] {
  const words: { text: string; tokens: number[] }[] = [];
  pieces.forEach((piece, i) => {
    if (MARKS.includes(piece)) return;
    const last = words.at(-1);
    if (piece.startsWith('##') && last?.tokens.at(-1) === i - 1) {
      last.text += piece.slice(2);
      last.tokens.push(i);
    } else words.push({ text: piece, tokens: [i] });
  });
  return words;
}

/** A word's share at each place, [side, side]: the sum over its tokens. */
export function shareOf(attention: Attention, tokens: readonly number[]): Float32Array {
  const places = attention.side ** 2;
  const share = new Float32Array(places);
  for (const token of tokens)
    for (let p = 0; p < places; p++)
      share[p] = (share[p] as number) + (attention.tokens[token * places + p] ?? 0);
  return share;
}
