import { bench } from './en/bench';
import { chosen } from './language';

/** Words of a benchmark and of what is said about its result. */
export const text = chosen('bench', bench);
