import { maskedPicture } from './en/masked-diffusion-picture';
import { chosen } from './language';

export const text = chosen('masked-diffusion-picture', maskedPicture);
