import { learnSet } from './en/learn-set';
import { chosen } from './language';

export const text = chosen('learn-set', learnSet);
