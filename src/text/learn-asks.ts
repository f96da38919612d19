import { learnAsks as en } from './en/learn-asks';

export const text = en;
