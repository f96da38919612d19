/** The language of the page is chosen here. */
import { errors } from './en/errors';

export const text = errors;
