/** The language of the page is chosen here. */
import { session } from './en/session';

export const text = session;
