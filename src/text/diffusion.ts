import { diffusion } from './en/diffusion';
import { chosen } from './language';

export const text = chosen('diffusion', diffusion);
