import { flow as en } from './en/diffusion-flow';

export const text = en;
