import { errors } from './en/errors';
import { chosen } from './language';

export const text = chosen('errors', errors);
