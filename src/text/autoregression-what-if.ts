import { whatIf } from './en/autoregression-what-if';
import { chosen } from './language';

export const text = chosen('autoregression-what-if', whatIf);
