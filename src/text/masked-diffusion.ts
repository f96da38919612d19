/** The language of the page is chosen here. */
import { maskedDiffusion } from './en/masked-diffusion';

export const text = maskedDiffusion;
