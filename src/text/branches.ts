import { branches } from './en/branches';
import { chosen } from './language';

export const text = chosen('branches', branches);
