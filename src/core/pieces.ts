/** Pieces of text made visible: spaces, line ends and characters that draw nothing. */
import { text as words } from '../text/pieces';

export interface Glyphs {
  readonly text: string;
  /** `sign` stands for something that cannot be seen and is drawn lighter than text. */
  readonly kind: 'plain' | 'sign';
}

const SIGNS: Record<string, string> = { ' ': '·', '\n': '↵', '\r': '␍', '\t': '⇥' };
const SPOKEN: Record<string, string> = { ' ': words.space, '\n': words.newLine, '\t': words.tab };
/** Nothing to see of it, or it would change how its neighbours are drawn. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;
const COMBINING = /^\p{M}/u;
const BYTE = /^<0x[0-9A-F]{2}>$/i;
const SPECIAL = /^<\|.*\|>$/s;

/** A token that is no text: the end of a turn, for one. */
export function isSpecial(piece: string): boolean {
  return SPECIAL.test(piece);
}

/** A token's piece with every invisible character shown by a sign. */
export function visible(piece: string): Glyphs[] {
  if (piece === '') return [{ text: words.empty, kind: 'sign' }];
  if (BYTE.test(piece)) return [{ text: words.byte(piece.slice(3, -1)), kind: 'sign' }];
  if (isSpecial(piece)) return [{ text: piece, kind: 'sign' }];
  const glyphs: { text: string; kind: Glyphs['kind'] }[] = [];
  const add = (text: string, kind: Glyphs['kind']) => {
    const last = glyphs.at(-1);
    if (last?.kind === kind) last.text += text;
    else glyphs.push({ text, kind });
  };
  // A lone accent needs something to stand on.
  if (COMBINING.test(piece)) add('◌', 'plain');
  for (const character of piece) {
    const sign = SIGNS[character];
    if (sign) add(sign, 'sign');
    else if (UNSEEN.test(character)) add(codePoint(character), 'sign');
    else add(character, 'plain');
  }
  return glyphs;
}

/** The same for a screen reader, in words. */
export function spoken(piece: string): string {
  if (piece === '') return words.empty;
  if (BYTE.test(piece)) return words.byteOfCharacter(piece.slice(3, -1));
  if (piece.trim() !== '') return piece.trim();
  return [...piece].map((c) => SPOKEN[c] ?? codePoint(c)).join(', ');
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${hex}`;
}
