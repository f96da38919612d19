/** The language of the page is chosen here. */
import { storedModels } from './en/stored-models';

export const text = storedModels;
