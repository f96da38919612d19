import { learnWords as en } from './en/learn-words';

export const text = en;
