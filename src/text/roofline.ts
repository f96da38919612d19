import { roofline } from './en/roofline';
import { chosen } from './language';

export const text = chosen('roofline', roofline);
