import { learnBlurs as en } from './en/learn-blurs';

export const text = en;
