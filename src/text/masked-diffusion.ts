import { maskedDiffusion } from './en/masked-diffusion';
import { chosen } from './language';

export const text = chosen('masked-diffusion', maskedDiffusion);
