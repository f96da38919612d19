import { watch as en } from './en/watch';

export const text = en;
