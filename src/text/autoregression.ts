import { autoregression } from './en/autoregression';
import { chosen } from './language';

export const text = chosen('autoregression', autoregression);
