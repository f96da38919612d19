import { words as en } from './en/diffusion-words';

export const text = en;
