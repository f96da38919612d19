import { settings as en } from './en/settings';

export const text = en;
