import { workers } from './en/workers';
import { chosen } from './language';

export const text = chosen('workers', workers);
