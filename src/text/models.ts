import { models } from './en/models';
import { chosen } from './language';

export const text = chosen('models', models);
