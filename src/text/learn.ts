import { learn as en } from './en/learn';

export const text = en;
