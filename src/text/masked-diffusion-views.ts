import { maskedViews as en } from './en/masked-diffusion-views';

export const text = en;
