import { shell } from './en/shell';
import { chosen } from './language';

export const text = chosen('shell', shell);
