import { engines } from './en/engines';
import { chosen } from './language';

export const text = chosen('engines', engines);
