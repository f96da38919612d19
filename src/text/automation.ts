import { automation } from './en/automation';
import { chosen } from './language';

export const text = chosen('automation', automation);
