import { share } from './en/share';
import { chosen } from './language';

export const text = chosen('share', share);
