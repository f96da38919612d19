import { views } from './en/diffusion-views';
import { chosen } from './language';

export const text = chosen('diffusion-views', views);
