import { pictureViews } from './en/autoregression-picture-views';
import { chosen } from './language';

export const text = chosen('autoregression-picture-views', pictureViews);
