import { learnSteps } from './en/learn-steps';
import { chosen } from './language';

export const text = chosen('learn-steps', learnSteps);
