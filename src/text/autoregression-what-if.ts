import { whatIf as en } from './en/autoregression-what-if';

export const text = en;
