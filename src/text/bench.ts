import { bench as en } from './en/bench';

/** Words of a benchmark and of what is said about its result. */
export const text = en;
