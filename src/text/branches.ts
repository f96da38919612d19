import { branches as en } from './en/branches';

export const text = en;
