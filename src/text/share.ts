import { share as en } from './en/share';

export const text = en;
