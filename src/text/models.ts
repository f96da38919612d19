import { models as en } from './en/models';

export const text = en;
