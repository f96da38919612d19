import { compare as en } from './en/compare';

/** Words of the Compare view. */
export const text = en;
