/** The language of the page is chosen here. */
import { diffusion } from './en/diffusion';

export const text = diffusion;
