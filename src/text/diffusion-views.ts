import { views as en } from './en/diffusion-views';

export const text = en;
