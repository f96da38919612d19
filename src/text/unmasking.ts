import { unmasking } from './en/unmasking';
import { chosen } from './language';

export const text = chosen('unmasking', unmasking);
