import { session } from './en/session';
import { chosen } from './language';

export const text = chosen('session', session);
