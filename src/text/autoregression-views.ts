import { views as en } from './en/autoregression-views';

export const text = en;
