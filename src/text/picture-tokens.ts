import { pictureTokens } from './en/picture-tokens';
import { chosen } from './language';

export const text = chosen('picture-tokens', pictureTokens);
