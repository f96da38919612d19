import { unmaskingViews } from './en/unmasking-views';
import { chosen } from './language';

export const text = chosen('unmasking-views', unmaskingViews);
