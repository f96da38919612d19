import { learnSwap } from './en/learn-swap';
import { chosen } from './language';

export const text = chosen('learn-swap', learnSwap);
