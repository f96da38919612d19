import { pieces } from './en/pieces';
import { chosen } from './language';

export const text = chosen('pieces', pieces);
