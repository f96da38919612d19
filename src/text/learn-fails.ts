import { learnFails } from './en/learn-fails';
import { chosen } from './language';

export const text = chosen('learn-fails', learnFails);
