import { saved } from './en/saved';
import { chosen } from './language';

export const text = chosen('saved', saved);
