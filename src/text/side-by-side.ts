import { sideBySide } from './en/side-by-side';
import { chosen } from './language';

export const text = chosen('side-by-side', sideBySide);
