/**
 * What the text of a token stands for. Two kinds are known: the byte-level alphabet of GPT-2, in
 * which each character is a byte, and the pieces of sentencepiece, which are text with a mark for
 * the space, and single bytes where a character has no piece.
 */
import { EngineError } from '../../core/errors';
import { text } from '../../text/stored-models';

export interface Alphabet {
  /**
   * The bytes that a token adds to the text.
   * @throws EngineError `unsupported-model` for a token that this alphabet cannot spell.
   */
  bytes(token: string, id: number): Uint8Array;
  /** A text begins with a space that is not its own: the first token of "Yes" is " Yes". */
  readonly leadingSpace: boolean;
}

/** Of a `tokenizer.json`, as far as it matters here. */
interface Step {
  readonly type?: string;
  readonly decoders?: readonly Step[];
  readonly pattern?: { readonly String?: string };
  readonly start?: number;
  readonly prepend_scheme?: string;
  readonly add_prefix_space?: boolean;
}

const UTF8 = new TextEncoder();
/** Stands for a space in a piece of sentencepiece. */
const SPACE = '\u2581';

/**
 * @param decoder `decoder` of a `tokenizer.json`.
 * @throws EngineError `unsupported-model` for any other kind.
 */
export function alphabetOf(decoder: unknown): Alphabet {
  const steps = flat(decoder as Step | null);
  if (steps.some(({ type }) => type === 'ByteLevel')) return BYTE_LEVEL;
  const meta = steps.find(({ type }) => type === 'Metaspace');
  const marked = steps.some(({ type, pattern }) => type === 'Replace' && pattern?.String === SPACE);
  if (!meta && !marked) throw new EngineError('unsupported-model', text.tokenizer.alphabet);
  const strips = steps.some(({ type, start = 0 }) => type === 'Strip' && start > 0);
  const prepends =
    meta && (meta.prepend_scheme ?? 'always') !== 'never' && meta.add_prefix_space !== false;
  return pieces(strips || !!prepends);
}

function flat(step: Step | null | undefined): Step[] {
  if (!step) return [];
  return step.type === 'Sequence' ? (step.decoders ?? []).flatMap(flat) : [step];
}

function pieces(leadingSpace: boolean): Alphabet {
  return {
    leadingSpace,
    bytes(token) {
      const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
      return byte === undefined
        ? UTF8.encode(token.replaceAll(SPACE, ' '))
        : Uint8Array.of(parseInt(byte, 16));
    },
  };
}

/**
 * The byte-level alphabet of GPT-2 (`bytes_to_unicode` of its encoder): printable bytes of Latin-1
 * stand for themselves, the others for U+0100 on, in order.
 */
const BYTE_OF: ReadonlyMap<string, number> = byteAlphabet();

const BYTE_LEVEL: Alphabet = {
  leadingSpace: false,
  bytes: (token, id) =>
    Uint8Array.from(token, (c) => {
      const byte = BYTE_OF.get(c);
      if (byte === undefined)
        throw new EngineError(
          'unsupported-model',
          `Token ${id} is not in the byte-level alphabet.`,
        );
      return byte;
    }),
};

function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++)
    alphabet.set(String.fromCharCode(isPrintable(byte) ? byte : next++), byte);
  return alphabet;
}

function isPrintable(byte: number): boolean {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}
