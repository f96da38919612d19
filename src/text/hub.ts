import { hub } from './en/hub';
import { chosen } from './language';

export const text = chosen('hub', hub);
