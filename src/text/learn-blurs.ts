import { learnBlurs } from './en/learn-blurs';
import { chosen } from './language';

export const text = chosen('learn-blurs', learnBlurs);
