/** The language of the page is chosen here. */
import { autoregression } from './en/autoregression';

export const text = autoregression;
