import { views } from './en/autoregression-views';
import { chosen } from './language';

export const text = chosen('autoregression-views', views);
