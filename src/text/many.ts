import { many } from './en/many';
import { chosen } from './language';

export const text = chosen('many', many);
