import { learnFails as en } from './en/learn-fails';

export const text = en;
