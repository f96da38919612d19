import { learnWhich } from './en/learn-which';
import { chosen } from './language';

export const text = chosen('learn-which', learnWhich);
