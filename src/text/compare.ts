import { compare } from './en/compare';
import { chosen } from './language';

/** Words of the Compare view. */
export const text = chosen('compare', compare);
