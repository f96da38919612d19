import { words } from './en/diffusion-words';
import { chosen } from './language';

export const text = chosen('diffusion-words', words);
