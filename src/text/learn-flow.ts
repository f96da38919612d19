import { learnFlow as en } from './en/learn-flow';

export const text = en;
