import { shell as en } from './en/shell';

export const text = en;
