import { learn } from './en/learn';
import { chosen } from './language';

export const text = chosen('learn', learn);
