import { settings } from './en/settings';
import { chosen } from './language';

export const text = chosen('settings', settings);
