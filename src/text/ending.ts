import { ending } from './en/ending';
import { chosen } from './language';

export const text = chosen('ending', ending);
