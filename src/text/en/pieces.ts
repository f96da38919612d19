/** What is said of a token's piece that cannot be seen, or is no text. */
export const pieces = {
  empty: 'empty',
  byte: (hex: string) => `byte ${hex}`,
  byteOfCharacter: (hex: string) => `byte ${hex} of a character`,
  space: 'space',
  newLine: 'new line',
  tab: 'tab',
};
