import { flow } from './en/diffusion-flow';
import { chosen } from './language';

export const text = chosen('diffusion-flow', flow);
