/** The language of the page is chosen here. */
import { saved } from './en/saved';

export const text = saved;
