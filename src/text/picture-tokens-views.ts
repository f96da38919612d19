import { pictureTokensViews } from './en/picture-tokens-views';
import { chosen } from './language';

export const text = chosen('picture-tokens-views', pictureTokensViews);
