/** What pictures by tokens are called, however they are made: passes, style, painting. */
import type { pictureTokens as en } from '../en/picture-tokens';
import type { Wide } from '../wide';

export const pictureTokens: Wide<typeof en> = {
  passes: {
    encode: { label: 'Encode', what: 'kodiert den Prompt', unit: 'Token' },
    prefill: { label: 'Prefill', what: 'liest den kodierten Prompt', unit: 'Token' },
    paint: { label: 'Malen', what: 'macht aus den Zellen bisher Pixel', unit: 'Bild' },
  },
  style: 'Stil',
  otherStyle: 'anderer Stil',
  paintMs: { name: 'Malen', meaning: 'Mittlere Zeit, aus den Zellen bisher Pixel zu machen.' },
};
