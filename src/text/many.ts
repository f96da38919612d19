import { many as en } from './en/many';

export const text = en;
