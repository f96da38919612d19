import { learnAsks } from './en/learn-asks';
import { chosen } from './language';

export const text = chosen('learn-asks', learnAsks);
