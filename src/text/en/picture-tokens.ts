/** Why a file with picture tokens is refused, each a clause. */
export const pictureTokens = {
  candidate: 'a candidate of a cell is damaged',
  frame: (values: number) => `a picture of ${values} values is no square one`,
};
