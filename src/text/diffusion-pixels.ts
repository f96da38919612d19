import { pixels as en } from './en/diffusion-pixels';

export const text = en;
