import { maskedViews } from './en/masked-diffusion-views';
import { chosen } from './language';

export const text = chosen('masked-diffusion-views', maskedViews);
