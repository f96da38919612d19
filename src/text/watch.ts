import { watch } from './en/watch';
import { chosen } from './language';

export const text = chosen('watch', watch);
