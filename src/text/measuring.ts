import { measuring } from './en/measuring';
import { chosen } from './language';

export const text = chosen('measuring', measuring);
