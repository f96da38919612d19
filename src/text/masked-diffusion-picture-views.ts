import { maskedPictureViews } from './en/masked-diffusion-picture-views';
import { chosen } from './language';

export const text = chosen('masked-diffusion-picture-views', maskedPictureViews);
