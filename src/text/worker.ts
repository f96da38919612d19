import { worker } from './en/worker';
import { chosen } from './language';

export const text = chosen('worker', worker);
