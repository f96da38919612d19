/** Why a file with picture tokens is refused, each a clause. */
import type { pictureTokens as en } from '../en/picture-tokens';
import type { Wide } from '../wide';
import { num } from './numbers';

export const pictureTokens: Wide<typeof en> = {
  candidate: 'ein Kandidat einer Zelle ist beschädigt',
  frame: (values) => `ein Bild aus ${num(values)} Werten ist nicht quadratisch`,
};
