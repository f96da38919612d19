import { pixels } from './en/diffusion-pixels';
import { chosen } from './language';

export const text = chosen('diffusion-pixels', pixels);
