import { learnWhich as en } from './en/learn-which';

export const text = en;
