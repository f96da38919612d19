import { learnFlow } from './en/learn-flow';
import { chosen } from './language';

export const text = chosen('learn-flow', learnFlow);
