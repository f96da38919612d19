/** Pieces of text made visible: spaces, line ends and characters that draw nothing. */

export interface Glyphs {
  readonly text: string;
  /** `sign` stands for something that cannot be seen and is drawn lighter than text. */
  readonly kind: 'plain' | 'sign';
}

const SIGNS: Record<string, string> = { ' ': '·', '\n': '↵', '\r': '␍', '\t': '⇥' };
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
  if (piece === '') return [{ text: 'empty', kind: 'sign' }];
  if (BYTE.test(piece)) return [{ text: `byte ${piece.slice(3, -1)}`, kind: 'sign' }];
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
  if (piece === '') return 'empty';
  if (BYTE.test(piece)) return `byte ${piece.slice(3, -1)} of a character`;
  if (piece.trim() !== '') return piece.trim();
  return [...piece]
    .map((c) => (c === ' ' ? 'space' : c === '\n' ? 'new line' : c === '\t' ? 'tab' : codePoint(c)))
    .join(', ');
}

function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${hex}`;
}

/** What the tint behind a token stands for. */
export type Tint = 'probability' | 'entropy';

/** Lower bounds of the five levels of tint; both are the model's own, before the sampler. */
export const TINT_BOUNDS: Readonly<Record<Tint, readonly number[]>> = {
  probability: [0, 0.05, 0.2, 0.5, 0.8],
  /** Nats; of 1 nat is a choice between 2.7 equally likely tokens, of 3 between 20. */
  entropy: [0, 0.5, 1, 2, 3],
};

/** 1 hardly likely .. 5 nearly certain; by entropy 1 decided .. 5 undecided. */
export function tintLevel(
  { logprob, entropy }: { readonly logprob: number; readonly entropy: number },
  tint: Tint,
): number {
  const value = tint === 'probability' ? Math.exp(logprob) : entropy;
  return Math.max(1, TINT_BOUNDS[tint].filter((bound) => value >= bound).length);
}
