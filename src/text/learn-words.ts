import { learnWords } from './en/learn-words';
import { chosen } from './language';

export const text = chosen('learn-words', learnWords);
