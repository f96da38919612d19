import { learnPasses as en } from './en/learn-passes';

export const text = en;
