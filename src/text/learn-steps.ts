import { learnSteps as en } from './en/learn-steps';

export const text = en;
