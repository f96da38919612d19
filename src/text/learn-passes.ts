import { learnPasses } from './en/learn-passes';
import { chosen } from './language';

export const text = chosen('learn-passes', learnPasses);
