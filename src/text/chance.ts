import { chance } from './en/chance';
import { chosen } from './language';

export const text = chosen('chance', chance);
