import { learnSwap as en } from './en/learn-swap';

export const text = en;
