/** What is said of a token's piece that cannot be seen, or is no text. */
import type { pieces as en } from '../en/pieces';
import type { Wide } from '../wide';

export const pieces: Wide<typeof en> = {
  empty: 'leer',
  byte: (hex) => `Byte ${hex}`,
  byteOfCharacter: (hex) => `Byte ${hex} eines Zeichens`,
  space: 'Leerzeichen',
  newLine: 'Zeilenumbruch',
  tab: 'Tabulator',
};
