import { learnSet as en } from './en/learn-set';

export const text = en;
